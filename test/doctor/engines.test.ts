import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { judgeDataRoot } from '../../packages/core/src/doctor/data-root/judge-data-root.ts';
import { readDataRoot } from '../../packages/core/src/doctor/data-root/read-data-root.ts';
import type { Diagnosis } from '../../packages/core/src/doctor/diagnosis.ts';
import { judgeEndpoint } from '../../packages/core/src/doctor/endpoint/judge-endpoint.ts';
import { readEndpoint } from '../../packages/core/src/doctor/endpoint/read-endpoint.ts';
import { judgeEngine } from '../../packages/core/src/doctor/engine/judge-engine.ts';
import { lookAtEngine } from '../../packages/core/src/doctor/engine/look.ts';
import { metricsText } from '../../packages/core/src/doctor/measures.ts';
import { HttpEngineClient } from '../../packages/core/src/engine/client/http-engine-client.ts';
import { readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { makeAuthority, makeLeaf, pkcs8Pem } from '../../packages/core/src/testing/certificates.ts';
import { readCertificates } from '../../packages/core/src/x509/certificate.ts';
import { identityOf } from '../../packages/core/src/x509/identity.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { Hosted, add } from '../tools/hosted-lab.ts';
import { run } from '../tools/run.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

const program = fileURLToPath(new URL('../../packages/tui/src/cli/main.ts', import.meta.url));
const day = 86_400_000;
const { signal } = new AbortController();

const codes = ({ findings }: Diagnosis): readonly string[] =>
  findings.map(({ severity, code }) => `${severity} ${code}`);
const facts = ({ about }: Diagnosis) => Object.fromEntries(about.map(({ key, text, value = text }) => [key, value]));

async function engineAt(path: string, later = 0): Promise<Diagnosis> {
  await using client = new HttpEngineClient({ address: { kind: 'unix', path } });
  const look = await lookAtEngine(client, { clock: systemClock, signal });
  return judgeEngine(look, look.now + later);
}

async function endpointAt(address: string, token?: string): Promise<Diagnosis> {
  return judgeEndpoint(await readEndpoint(address, { signal }), { now: Date.now(), token });
}

const doctor = (...words: readonly string[]) => run(process.execPath, ['--no-warnings', program, 'doctor', ...words]);

describe.skipIf(dockerMissing)(
  'a real engine and its port',
  () => {
    let manager: Engine;
    let worker: Engine;
    let address: string;

    beforeAll(async () => {
      [manager, worker] = [await Engine.start('em'), await Engine.start('ew')];
      address = await manager.init();
      expect(await worker.join(address, await manager.joinToken('worker'))).toMatchObject({ code: 0 });
    });
    afterAll(async () => {
      await Promise.all([manager?.remove(), worker?.remove()]);
    });

    it('are well, and each says what it is', async () => {
      const diagnosis = await engineAt(manager.socket);
      expect(codes(diagnosis)).toEqual([]);
      expect(facts(diagnosis)).toMatchObject({
        state: 'active',
        nodes: 2,
        rotation: false,
        externalCas: 0,
        autolock: false,
      });
      expect(diagnosis.renewers.map(({ role, can }) => `${role} ${can}`).toSorted()).toEqual([
        'manager yes',
        'worker yes',
      ]);
      expect(JSON.stringify(diagnosis)).not.toMatch(/SWMTKN|PRIVATE/);
      expect(metricsText(diagnosis.measures).match(/^swarmpki_certificate_known.* 1$/gm)).toHaveLength(2);
      expect(codes(await engineAt(worker.socket))).toEqual(['information not-a-manager']);

      const port = await endpointAt(address, await manager.joinToken('manager'));
      expect(codes(port)).toEqual([]);
      expect(facts(port)).toMatchObject({
        tlsVersions: ['TLSv1.2', 'TLSv1.3'],
        alpn: 'h2',
        clientCertificate: 'asked',
        role: 'manager',
        nodeId: await manager.nodeId(),
        rootDigest: facts(diagnosis)['rootDigest'],
        tokenFits: true,
      });
      expect((await manager.log()).join('\n')).not.toMatch(/level=(error|fatal).*(panic|doctor)/);
    });

    it('say what becomes of them with the certificates of now, if all were off for long', async () => {
      const diagnosis = await engineAt(manager.socket, 91 * day);
      expect(codes(diagnosis)).toEqual(['error nobody-renews', 'error expired', 'error expired']);
      expect(diagnosis.renewers.map(({ role, can }) => `${role} ${can}`).toSorted()).toEqual([
        'manager only-as-leader',
        'worker no',
      ]);
      const told = await doctor('--host', `unix://${manager.socket}`, '--at', '91d');
      expect([told.code, told.stderr]).toEqual([2, '']);
      expect(told.stdout).toContain('as leader');
    });

    it('in a rotation say who holds it up; what is said to free it frees it', async () => {
      const token = await manager.joinToken('worker');
      await worker.stop();
      await eventually(
        'it is down',
        async () => codes(await engineAt(manager.socket)).includes('information stale-tls-status') || undefined,
      );
      await manager.output('swarm', 'ca', '--rotate', '--detach');
      const stuck = await eventually('the manager has renewed', async (note) => {
        const diagnosis = await engineAt(manager.socket);
        note(codes(diagnosis));
        return diagnosis.findings.some(({ facts: known }) => known?.['rotated'] === 1) ? diagnosis : undefined;
      });
      expect(codes(stuck).filter((code) => !code.endsWith('certificate-unknown'))).toEqual([
        'warning rotation-blocked',
        // Engines of one machine have one host name.
        'warning dead-twin',
        'information rotation-under-way',
      ]);
      const port = await endpointAt(address, token);
      expect(codes(port)).toEqual(['information issued-in-rotation']);

      const [, command = ''] = /`docker (node rm --force \w+)`/.exec(stuck.findings[0]?.cure ?? '') ?? [];
      await manager.output(...command.split(' '));
      await eventually('it ends', async () => codes(await engineAt(manager.socket)).length === 0 || undefined);
      expect(codes(await endpointAt(address, token))).toEqual(['error token-of-other-root']);
    });

    it('whose certificate has expired is in error; the way out that is named leads out', async () => {
      await using folder = await temporaryDirectory();
      await using engine = await Engine.start('ex');
      const listening = await engine.init();
      const now = Date.now();
      const root = await makeAuthority({ notBefore: now - 400 * day, notAfter: now + 4_000 * day });
      const [certificate, key] = [join(folder.path, 'root.crt'), join(folder.path, 'root.key')];
      await Promise.all([writeFile(certificate, root.pem), writeFile(key, pkcs8Pem(root.key), { mode: 0o600 })]);
      await engine.output('network', 'create', '--driver', 'overlay', 'kept-network');
      await engine.output('swarm', 'ca', '--rotate', '--detach', '--ca-cert', certificate, '--ca-key', key);
      const swarm = dirname(engine.certificates);
      await eventually('it trusts that root', async () => {
        const isDone = (await engine.readCertificate('swarm-root-ca.crt')) === root.pem;
        return isDone && codes(await engineAt(engine.socket)).length === 0 ? true : undefined;
      });
      const nodeId = await engine.nodeId();
      await engine.stop();
      const file = join(engine.certificates, 'swarm-node.crt');
      const [leaf] = readCertificates(await readFile(file, 'latin1'));
      const { key: privateKey } = readNodeKey(await engine.readCertificate('swarm-node.key'));
      const keys = { privateKey, publicKey: createPublicKey(privateKey) };
      const { organization = '' } = leaf === undefined ? {} : identityOf(leaf);
      const identity = { role: 'manager', nodeId, organization } as const;
      const expired = await makeLeaf(root, identity, { keys, notBefore: now - 100 * day, notAfter: now - 10 * day });
      await writeFile(file, expired.pem);
      await chmod(file, 0o644);
      await engine.restart();

      const lost = await engineAt(engine.socket);
      expect(codes(lost)).toEqual(['error engine-in-error']);
      expect(lost.findings[0]?.reason).toContain('certificate has expired or is not yet valid');
      const files = judgeDataRoot(await readDataRoot(dirname(swarm)), Date.now());
      expect(codes(files)).toEqual(['error expired']);
      expect(files.renewers).toMatchObject([{ can: 'only-as-leader' }]);

      // As it is said: what is refused first goes through once the engine does not know of its swarm.
      const cure = files.findings[0]?.cure ?? '';
      const [, init = ''] = /`docker (swarm init --force-new-cluster [^`]*)`/.exec(cure) ?? [];
      expect(init).toContain(`--listen-addr ${listening} --advertise-addr ${engine.address}`);
      expect((await engine.docker(...init.split(' '))).stderr).toContain('This node is not a swarm manager');
      const [, from = '', to = ''] = /`mv (\S+) (\S+)`/.exec(cure) ?? [];
      await engine.stop();
      await rename(from, to);
      await engine.restart();
      expect(await engine.localNodeState()).toBe('inactive');
      await engine.output(...init.split(' '));
      await eventually('it has renewed', async (note) => {
        const found = note([
          ...codes(await engineAt(engine.socket)),
          ...codes(judgeDataRoot(await readDataRoot(swarm), Date.now())),
        ]);
        return found.every((one) => one.endsWith('foreign-file')) || undefined;
      });
      await rm(to);
      // Its id stays, and so do the root and what the swarm knows.
      expect(await engine.output('network', 'ls')).toContain('kept-network');
      expect([await engine.nodeId(), facts(await engineAt(engine.socket))['root']]).toEqual([
        nodeId,
        facts(files)['root'],
      ]);
    });
  },
  120_000,
);

describe('a lab and its port', () => {
  it('are diagnosed as any other, by the clock of the lab', async () => {
    await using hosted = await Hosted.start();
    const lab = await hosted.found();
    await add(lab, { Count: 2 });
    const diagnosis = await engineAt(hosted.path);
    expect(codes(diagnosis)).toEqual([]);
    expect(diagnosis.renewers).toHaveLength(3);
    const { address } = hosted.lab.manager;
    const token = (await hosted.client.inspectSwarm()).JoinTokens.Worker;
    const port = await endpointAt(address, token);
    expect(codes(port)).toEqual([]);
    expect(facts(port)).toMatchObject({ alpn: 'h2', clientCertificate: 'asked', role: 'manager', tokenFits: true });

    await lab.changeClock({ JumpBy: 3_600_000 });
    const later = await engineAt(hosted.path);
    expect(later.at - Date.now()).toBeGreaterThan(3_500_000);
    expect(codes(later)).toEqual([]);
    const told = await doctor('--host', `unix://${hosted.path}`, '--format', 'json');
    expect([told.code, JSON.parse(told.stdout)]).toMatchObject([0, { kind: 'engine', about: { nodes: 3 } }]);
  });
});
