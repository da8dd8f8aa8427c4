import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossSigningRequest, nodeSigningRequest } from '../../packages/core/src/ca/cfssl/request.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { RpcError, ranOutOfTime } from '../../packages/core/src/wire/grpc/status.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { connectVerified } from '../../packages/core/src/node/connection.ts';
import { hex, makeRoot, pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import { IssuanceStatus_State, NodeCA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { validateChain } from '../../packages/core/src/x509/chain.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { normalisePem } from '../../packages/core/src/x509/pem.ts';
import { ownRoot } from '../tools/authorities.ts';
import { joinOutside } from '../tools/swarm.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { ExternalCaServer } from '../tools/external-ca.ts';
import { expectOnlyKnownDifferences } from './docker-20.10.ts';

const rootOf = async (engine: Engine): Promise<string> => `${await engine.output('swarm', 'ca')}\n`;

/** Its root, for the docker command. */
async function fileOf(engine: Engine, { root, url }: ExternalCaServer): Promise<string> {
  const file = join(engine.directory, `root-${URL.parse(url)?.port}.pem`);
  await writeFile(file, root.pem);
  return file;
}

async function isRotating(engine: Engine): Promise<boolean> {
  return (await engine.output('info', '--format', '{{.Swarm.Cluster.RootRotationInProgress}}')) === 'true';
}

/** Makes a swarm that a real engine manages, and its root that of our external CA. @returns the manager's address */
async function makeSwarm(engine: Engine, ca: ExternalCaServer): Promise<string> {
  const manager = await engine.init();
  ca.trusted.push(...readCertificates(await rootOf(engine)));
  await ca.start();
  const external = `protocol=cfssl,url=${ca.url}`;
  await engine.output(
    'swarm',
    'ca',
    '--rotate',
    '--quiet',
    '--ca-cert',
    await fileOf(engine, ca),
    '--external-ca',
    external,
  );
  expect(normalisePem(await rootOf(engine))).toBe(ca.root.pem);
  return manager;
}

async function joinAsWorker(worker: Engine, manager: string, engine: Engine): Promise<void> {
  const { code, stderr } = await worker.join(manager, await engine.joinToken('worker'));
  expect(code, stderr).toBe(0);
}

const requestIn = (body: string): string => /"certificate_request":("[^"]+")/.exec(body)?.[1] ?? '';

const clusterId = (engine: Engine): Promise<string> => engine.output('info', '--format', '{{.Swarm.Cluster.ID}}');

/** A request to sign, key by key; without the CSR, which is another each time. */
function requestLines(body: string): readonly string[] {
  const text = JSON.stringify({ ...JSON.parse(body), certificate_request: '' }, null, 1);
  return text.split('\n').map((line) => line.replace(/,$/, ''));
}

// Each has engines of its own, and waits for them most of the time.
describe.skipIf(dockerMissing).concurrent('an external CA of ours for a real Docker Engine', () => {
  it('takes the signing over, signs a join, vouches for a new root, and is then asked no more', async () => {
    await using engine = await Engine.start('manager');
    await using worker = await Engine.start('worker');
    await using ca = new ExternalCaServer(await ownRoot());
    const manager = await makeSwarm(engine, ca);
    expect([...ca.asked.keys()]).toContain(await engine.nodeId());

    await joinAsWorker(worker, manager, engine);
    const [nodeId, organization] = [await worker.nodeId(), await clusterId(engine)];
    const asked = ca.asked.get(nodeId) ?? '';
    const csr = JSON.parse(requestIn(asked)) as string;
    expectOnlyKnownDifferences('request to an external CA', {
      ours: requestLines(nodeSigningRequest({ csr, identity: { nodeId, organization, role: 'worker' } })),
      docker: requestLines(asked),
    });
    const leaf = await worker.readCertificate('swarm-node.crt');
    expect(validateChain(leaf, [ca.root.certificate], Date.now()).certificates).toHaveLength(1);

    ca.signsCas = false;
    const refused = await engine.docker('swarm', 'ca', '--rotate', '--quiet');
    expect(refused.stderr).toContain('unable to generate a cross-signed certificate for root rotation');
    expect((await engine.log()).join('\n')).toContain('there is no profile');

    ca.signsCas = true;
    await engine.output('swarm', 'ca', '--rotate', '--quiet');
    const root = await rootOf(engine);
    expect(normalisePem(root)).not.toBe(ca.root.pem);
    const [last, crossSigning = ''] = [...ca.asked].at(-1) ?? [];
    expect(last, 'the new root signs by itself').toBe('CA');
    expectOnlyKnownDifferences('cross-signing request to an external CA', {
      ours: requestLines(crossSigningRequest(await makeRoot())),
      docker: requestLines(crossSigning),
    });
    await eventually('the worker trusts the new root', async (note) => {
      return note(await worker.readCertificate('swarm-root-ca.crt')) === root || undefined;
    });
    const [, crossSigned] = readCertificates(await worker.readCertificate('swarm-node.crt'));
    expect(hex(crossSigned?.spki)).toBe(hex(readCertificates(root)[0]?.spki));
    expect(hex(crossSigned?.issuer)).toBe(hex(ca.root.certificate.subject));
    expect([ca.faults, ca.refusals]).toEqual([[], []]);
  });

  it('may be away for a while: a join waits for it', async () => {
    await using engine = await Engine.start('manager');
    await using worker = await Engine.start('worker');
    await using ca = new ExternalCaServer(await ownRoot());
    const manager = await makeSwarm(engine, ca);
    await ca.stop();
    const joining = joinAsWorker(worker, manager, engine);
    await eventually('the engine has missed it', async (note) => {
      return note(await engine.log()).some((line) => line.includes('failed to sign CSR')) || undefined;
    });
    await ca.start();
    await joining;
    expect(await worker.localNodeState()).toBe('active');
    expect(ca.faults).toEqual([]);
  });

  it('refuses for good, and its reason is there for whoever asks', async () => {
    await using engine = await Engine.start('manager');
    await using ca = new ExternalCaServer(await ownRoot());
    const manager = await makeSwarm(engine, ca);
    ca.isClosed = true;
    const channel = await connectVerified({
      network: tlsNetwork,
      address: manager,
      roots: [ca.root.certificate],
      clock: systemClock,
      signal: AbortSignal.timeout(10_000),
    });
    const { issueNodeCertificate, nodeCertificateStatus } = NodeCA.method;
    const csr = Buffer.from(createRequest(systemEntropy.newKey()));
    const token = await engine.joinToken('worker');
    const { nodeId } = await channel.unary(issueNodeCertificate, { csr, token }, { timeoutMs: 5_000 });
    const { status } = await channel.unary(nodeCertificateStatus, { nodeId }, { timeoutMs: 10_000 });
    channel.close();
    expect(status).toMatchObject({
      state: IssuanceStatus_State.FAILED,
      err: 'response errors: [{7100 must authenticate sign request with mutual TLS}]',
    });
  });

  it('goes to another external CA by no way: Docker refuses that, with the old one in its list or without', async () => {
    await using engine = await Engine.start('manager');
    await using ca = new ExternalCaServer(await ownRoot());
    await using other = new ExternalCaServer(await ownRoot());
    await makeSwarm(engine, ca);
    other.trusted.push(ca.root.certificate);
    await other.start();
    const [old, fresh] = [await fileOf(engine, ca), await fileOf(engine, other)];
    const rotateTo = (...external: readonly string[]) =>
      engine.docker(
        'swarm',
        'ca',
        '--rotate',
        '--quiet',
        '--ca-cert',
        fresh,
        ...external.flatMap((each) => ['--external-ca', each]),
      );
    const entryOf = (server: ExternalCaServer, file: string) => `protocol=cfssl,url=${server.url},cacert=${file}`;
    const without = await rotateTo(entryOf(other, fresh));
    expect(without.stderr).toContain('external CA corresponding to the current CA certificate');
    const withOld = await rotateTo(entryOf(other, fresh), entryOf(ca, old));
    expect(withOld.stderr).toContain('rotating from one external CA to a different external CA is not supported');
    expect(await isRotating(engine)).toBe(false);
  });

  it('is added for the present root, drops the local key, and gives it back: without a rotation each time', async () => {
    await using engine = await Engine.start('manager');
    await using ca = new ExternalCaServer(await ownRoot());
    const manager = await engine.init();
    const [file, keyFile] = [await fileOf(engine, ca), join(engine.directory, 'external-root-key.pem')];
    await writeFile(keyFile, pkcs8Pem(ca.root.key), { mode: 0o600 });
    const withKey = ['swarm', 'ca', '--rotate', '--quiet', '--ca-cert', file, '--ca-key', keyFile];
    await engine.output(...withKey);
    await ca.start();
    const external = `protocol=cfssl,url=${ca.url}`;
    const change = (expiry: string) => engine.docker('swarm', 'update', '--cert-expiry', expiry);

    // Added: it signs from now on, though the key is still there.
    const isAskedForNewNode = async (): Promise<boolean> => {
      const { identity } = await joinOutside(manager, await engine.joinToken('worker'));
      return ca.asked.has(identity.nodeId);
    };
    expect(await isAskedForNewNode()).toBe(false);
    await engine.output('swarm', 'update', '--external-ca', external);
    expect(await isAskedForNewNode()).toBe(true);
    await ca.stop();
    expect((await change('1000h')).code, 'the key is there').toBe(0);

    // There is no rotation to wait for; and docker would wait for the nodes of this test, which open no session.
    // The key dropped: now nothing can be changed without the external CA.
    await ca.start();
    await engine.output('swarm', 'ca', '--rotate', '--detach', '--ca-cert', file, '--external-ca', external);
    expect(await isRotating(engine)).toBe(false);
    expect(await isAskedForNewNode()).toBe(true);
    await ca.stop();
    expect((await change('1001h')).stderr).toContain('external CA corresponding to the current CA certificate');

    // The key back, with the external CA still away.
    await engine.output(...withKey, '--detach');
    expect(await isRotating(engine)).toBe(false);
    expect((await change('1002h')).code).toBe(0);
    expect(normalisePem(await rootOf(engine))).toBe(ca.root.pem);
    expect(ca.faults).toEqual([]);
  });

  it('lets a rotation to it stand still while it hears none but its own, and go on afterwards', async () => {
    await using engine = await Engine.start('manager');
    await using ca = new ExternalCaServer(await ownRoot());
    await engine.init();
    const before = readCertificates(await rootOf(engine));
    await ca.start();
    const external = `protocol=cfssl,url=${ca.url}`;
    const file = await fileOf(engine, ca);
    await engine.output('swarm', 'ca', '--rotate', '--detach', '--ca-cert', file, '--external-ca', external);
    await eventually('the engine could not have it sign', async (note) => {
      return note(await engine.log()).some((line) => line.includes('failed to sign CSR')) || undefined;
    });
    expect([await isRotating(engine), ca.asked.size]).toEqual([true, 0]);
    ca.trusted.push(...before);
    await eventually('the rotation has ended', async () => !(await isRotating(engine)) || undefined);
    expect(normalisePem(await rootOf(engine))).toBe(ca.root.pem);
  });

  it('does not sign for a swarm that was only founded with it: its root is another', async () => {
    await using engine = await Engine.start('manager');
    await using ca = new ExternalCaServer(await ownRoot());
    await ca.start();
    const manager = await engine.init({ externalCa: `protocol=cfssl,url=${ca.url}` });
    const roots = readCertificates(await rootOf(engine));
    const signal = AbortSignal.timeout(20_000);
    const channel = await connectVerified({ network: tlsNetwork, address: manager, roots, clock: systemClock, signal });
    const { issueNodeCertificate, nodeCertificateStatus } = NodeCA.method;
    const csr = Buffer.from(createRequest(systemEntropy.newKey()));
    const { nodeId } = await channel.unary(issueNodeCertificate, { csr, token: await engine.joinToken('worker') });
    // Whose clock strikes first says so: the engine's own word for it arrives as `Unknown`.
    await expect(channel.unary(nodeCertificateStatus, { nodeId }, { timeoutMs: 2_000 })).rejects.toSatisfy(
      (error) => error instanceof RpcError && ranOutOfTime(error),
    );
    channel.close();
    expect(ca.asked.size).toBe(0);
    const complaint = 'unable to perform certificate signing request';
    await eventually('the engine has said why', async (note) => {
      return note(await engine.log()).some((line) => line.includes(complaint)) || undefined;
    });
  });
});
