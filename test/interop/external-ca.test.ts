import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossSigningRequest, nodeSigningRequest } from '../../packages/core/src/ca/cfssl/request.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { connectVerified } from '../../packages/core/src/node/connection.ts';
import { hex, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { IssuanceStatus_State, NodeCA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { validateChain } from '../../packages/core/src/x509/chain.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { normalisePem } from '../../packages/core/src/x509/pem.ts';
import { ownRoot } from '../tools/authorities.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { ExternalCaServer } from '../tools/external-ca.ts';

const rootOf = async (engine: Engine): Promise<string> => `${await engine.output('swarm', 'ca')}\n`;

/** Makes a swarm that a real engine manages, and its root that of our external CA. @returns the manager's address */
async function makeSwarm(engine: Engine, ca: ExternalCaServer): Promise<string> {
  const manager = await engine.init();
  ca.trusted.push(...readCertificates(await rootOf(engine)));
  await ca.start();
  const file = join(engine.directory, 'external-root.pem');
  await writeFile(file, ca.root.pem);
  const external = `protocol=cfssl,url=${ca.url}`;
  await engine.output('swarm', 'ca', '--rotate', '--quiet', '--ca-cert', file, '--external-ca', external);
  expect(normalisePem(await rootOf(engine))).toBe(ca.root.pem);
  return manager;
}

async function joinAsWorker(worker: Engine, manager: string, engine: Engine): Promise<void> {
  const { code, stderr } = await worker.join(manager, await engine.joinToken('worker'));
  expect(code, stderr).toBe(0);
}

const requestIn = (body: string): string => /"certificate_request":("[^"]+")/.exec(body)?.[1] ?? '';

const clusterId = (engine: Engine): Promise<string> => engine.output('info', '--format', '{{.Swarm.Cluster.ID}}');

/** A request of ours as Docker 20.10 writes it: without what cfssl learnt later, and with what is left out now if empty. */
function as20_10(request: string): string {
  return request
    .replace(/,"NotBefore":"0001-01-01T00:00:00Z","NotAfter":.*,"metadata":null\}$/, '}')
    .replace(/\{("O":"\w+","OU":"[\w-]+")\}/, '{"C":"","ST":"","L":"",$1,"SerialNumber":""}');
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
    expect(asked).toBe(as20_10(nodeSigningRequest({ csr, identity: { nodeId, organization, role: 'worker' } })));
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
    const own = crossSigningRequest(await makeRoot());
    expect(crossSigning.replace(requestIn(crossSigning), '')).toBe(as20_10(own).replace(requestIn(own), ''));
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
});
