import { randomBytes } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { NodeFiles } from '../../packages/core/src/keyfile/node-files.ts';
import { readNodeFacts } from '../../packages/core/src/lab/evidence.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { acceptRoot } from '../../packages/core/src/node/accept-root.ts';
import { joinSwarm } from '../../packages/core/src/node/join.ts';
import { loadCredentials } from '../../packages/core/src/node/load.ts';
import type { NodeServices } from '../../packages/core/src/node/obtain.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { Credentials } from '../../packages/core/src/wire/credentials.ts';
import { loadIdentity } from '../../packages/core/src/wire/identity.ts';
import { roleOf } from '../../packages/core/src/x509/identity.ts';
import { makeAuthority, makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import { normalisePem } from '../../packages/core/src/x509/pem.ts';
import { readTrustBundle } from '../../packages/core/src/x509/trust-bundle.ts';
import { eventually } from '../tools/eventually.ts';
import { bothSigners, rotateToTheEnd, servicesWith, startCrew, startLab, temporaryDirectory } from '../tools/swarm.ts';

const day = 24 * 3_600_000;

function servicesIn(directory: string, now = Date.now()): NodeServices {
  const clock = { ...systemClock, now: () => now };
  const store = new NodeFiles(directory, randomBytes);
  return { ...servicesWith(store), clock };
}

const { signal } = new AbortController();
const joining = (address: string, token: string) => ({ address, token, canManage: true, signal });

describe.each(bothSigners)('a node that joins, the CA being %s,', (signedBy) => {
  it('AC-039 AC-135 has root, certificate and plain key on its disk', async () => {
    await using test = await startLab({ signedBy });
    const { directory, node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    expect((await readdir(directory)).toSorted()).toEqual(['swarm-node.crt', 'swarm-node.key', 'swarm-root-ca.crt']);
    const pem = await readFile(join(directory, 'swarm-node.crt'), 'utf8');
    expect(pem).toBe(normalisePem(pem));
    expect((await stat(join(directory, 'swarm-node.crt'))).mode & 0o022).toBe(0);
    const { certificates, roots } = await readNodeFacts(directory, systemClock);
    expect(certificates).toEqual([
      expect.objectContaining({ commonName: node.id, unit: 'swarm-worker', issuer: 'swarm-ca' }),
    ]);
    expect(node.credentials.identity.issuer.subject).toEqual(
      readTrustBundle(node.credentials.trust.pem, Date.now()).certificates[0]?.subject,
    );
    expect(roots).toHaveLength(1);
    expect(await readFile(join(directory, 'swarm-node.key'), 'utf8')).toMatch(
      /^-----BEGIN PRIVATE KEY-----\nkek-version: 0\n\n/,
    );
  });

  it('AC-040 notes the version of the cluster in the key of a manager', async () => {
    await using test = await startLab({ signedBy });
    const { directory } = await test.lab.join('manager', test.lab.joinToken('manager'));
    const version = test.lab.manager.state.cluster.version;
    expect(await readFile(join(directory, 'swarm-node.key'), 'utf8')).toContain(`kek-version: ${version}\n`);
  });

  it.each([
    [
      'AC-042 AC-048 another digest',
      (token: string) => token.replace(/-1-.{50}/, `-1-${'1'.repeat(50)}`),
      /^remote CA does not match fingerprint\. Expected: [0-9a-f]{64}$/,
    ],
    ['AC-046 a secret that is too short', (token: string) => token.slice(0, -1), /^invalid join token$/],
    [
      'AC-057 another secret',
      (token: string) => `${token.slice(0, -25)}${'0'.repeat(25)}`,
      /^A valid join token is necessary to join this cluster$/,
    ],
    [
      'a swarm that demands FIPS',
      (token: string) => token.replace('-1-', '-2-1-'),
      /^node is not FIPS-enabled but cluster requires FIPS$/,
    ],
  ])('with a token of %s is told so, and leaves nothing behind in the swarm', async (_what, change, message) => {
    await using test = await startLab({ signedBy });
    await using directory = await temporaryDirectory();
    const services = servicesIn(join(directory.path, 'certificates'));
    const { manager } = test.lab;
    await expect(joinSwarm(services, joining(manager.address, change(test.lab.joinToken('worker'))))).rejects.toThrow(
      expect.objectContaining({ message: expect.stringMatching(message) }),
    );
    expect(manager.state.nodes.size).toBe(1);
    await expect(services.store.readIdentity()).rejects.toMatchObject({ code: 'no-identity' });
  });

  it('AC-135 says that nobody listens, having tried for a while', async () => {
    await using directory = await temporaryDirectory();
    const test = await startLab({ signedBy });
    const token = test.lab.joinToken('worker');
    const { address } = test.lab.manager;
    await test[Symbol.asyncDispose]();
    const impatient = { ...systemClock, after: (_ms: number, due: () => void) => systemClock.after(0, due) };
    const services = { ...servicesIn(directory.path), realTime: impatient };
    await expect(joinSwarm(services, joining(address, token))).rejects.toThrow('connection refused');
    expect(await readdir(directory.path)).toEqual([]);
  });
});

describe.each(bothSigners)('a node that is started, the CA being %s,', (signedBy) => {
  it('AC-134 takes up its life from its files, with the same id', async () => {
    await using test = await startLab({ signedBy });
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    await test.lab.stop('worker');
    const again = await test.lab.start('worker');
    expect(again.node.id).toBe(node.id);
    await test.lab.until('it is there', ({ isSettled }) => isSettled);
    await rotateToTheEnd(test.lab);
  });

  it('AC-088 refuses a certificate that has expired, and one that is not yet valid', async () => {
    await using test = await startLab({ signedBy });
    const { directory } = await test.lab.join('worker', test.lab.joinToken('worker'));
    await expect(loadCredentials(servicesIn(directory, Date.now() + 91 * day))).rejects.toMatchObject({
      code: 'expired',
    });
    await expect(loadCredentials(servicesIn(directory, Date.now() - 2 * day))).rejects.toThrow('not yet valid');
    await expect(loadCredentials(servicesIn(directory))).resolves.toBeDefined();
  });

  it('AC-003 AC-154 wants its own files, and a certificate that leads to its own root', async () => {
    await using directory = await temporaryDirectory();
    const services = servicesIn(directory.path);
    await expect(loadCredentials(services)).rejects.toMatchObject({ code: 'no-root' });
    const [root, other] = [await makeRoot(Date.now()), await makeRoot(Date.now())];
    const leaf = await makeLeaf(root, {}, { notBefore: Date.now() - day, notAfter: Date.now() + day });
    await services.store.writeRoot(other.pem);
    await services.store.writeIdentity({ certificatePem: leaf.pem, key: leaf.key });
    await expect(loadCredentials(services)).rejects.toMatchObject({ code: 'unknown-authority' });
  });

  it('AC-091 needs the intermediate that its certificate came with, and reports it as its issuer', async () => {
    const now = Date.now();
    const root = await makeRoot(now);
    const middle = await makeAuthority({ issuer: root, subject: 'middle', notBefore: now - day, notAfter: now + day });
    const leaf = await makeLeaf(middle, {}, { notBefore: now - day, notAfter: now + day });
    const trust = readTrustBundle(root.pem, now);
    expect(() => loadIdentity(leaf.pem, leaf.key, trust, now)).toThrow('unknown authority');
    const identity = loadIdentity(leaf.pem + middle.pem, leaf.key, trust, now);
    expect(Buffer.from(identity.issuer.der)).toEqual(Buffer.from(middle.certificate.der));
  });
});

describe.each(bothSigners)('a node in the swarm, the CA being %s,', (signedBy) => {
  it('AC-037 AC-098 gets a new key and certificate with every renewal, the same id, and tells those who watch', async () => {
    await using test = await startLab({ signedBy });
    const { node, directory } = await test.lab.join('worker', test.lab.joinToken('worker'));
    const changes: string[] = [];
    node.credentials.onChange(({ identity }) => changes.push(identity.nodeId));
    const before = await readNodeFacts(directory, systemClock);
    await node.renewNow();
    await node.renewNow();
    const after = await readNodeFacts(directory, systemClock);
    expect(changes).toEqual([node.id, node.id]);
    expect(after.certificates[0]?.keyId).not.toBe(before.certificates[0]?.keyId);
    expect(after.certificates[0]?.commonName).toBe(before.certificates[0]?.commonName);
    expect(roleOf(node.credentials.identity)).toBe('worker');
  });

  it('AC-096 is told that it is gone when it renews after its removal', async () => {
    await using test = await startLab({ signedBy });
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    await test.lab.control.perform((state, context) => removeNode(state, node.id, { force: true }, context));
    await expect(node.renewNow()).rejects.toThrow('A valid join token is necessary to join this cluster');
    expect(test.events.filter(({ event }) => event.kind === 'renewal-failed')).toHaveLength(1);
  });

  it('AC-143 holds on to its session when a renewal leaves the issuer as it was', async () => {
    await using test = await startLab({ signedBy });
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    await test.lab.until('it is ready', ({ isSettled }) => isSettled);
    const registered = (): number =>
      test.events.filter(({ node: name, event }) => name === 'worker' && event.kind === 'registered').length;
    await node.renewNow();
    expect(registered()).toBe(1);
    await rotateToTheEnd(test.lab);
    expect(registered()).toBeGreaterThan(1);
  });

  it('comes back by itself when its manager was away', async () => {
    await using directory = await temporaryDirectory();
    const options = { directory: join(directory.path, 'lab'), onError: (error: unknown) => expect.fail(String(error)) };
    const before = await Lab.create(options);
    const port = Number(before.manager.address.split(':')[1]);
    await using crew = await startCrew(before.manager.address, before.joinToken('worker'), 2);
    await before.until('they are ready', ({ isSettled, manager }) => isSettled && manager.state.nodes.size === 3);
    await before.close();
    const after = await Lab.open({ ...options, port });
    await after.rotateRoot();
    await after.until('all have followed the rotation', ({ isSettled }) => isSettled);
    const root = after.manager.state.cluster.rootCa.caCert;
    await eventually(
      'they trust the new root',
      () => crew.nodes.every(({ credentials }) => credentials.trust.pem === root) || undefined,
    );
    await after.close();
  });
});

describe('a root that a manager sends', () => {
  it('AC-139 is taken if the node’s own certificate leads to it, with others beside it or alone', async () => {
    await using test = await startLab();
    const { node } = await test.lab.join('worker', test.lab.joinToken('worker'));
    const other = await makeRoot(Date.now());
    const { pem } = node.credentials.trust;
    expect(acceptRoot(node.credentials, pem + other.pem, Date.now()).certificates).toHaveLength(2);
  });

  it('is refused if it does not, and the old one stays', async () => {
    const now = Date.now();
    const [root, other] = [await makeRoot(now), await makeRoot(now)];
    const leaf = await makeLeaf(root, {}, { notBefore: now - day, notAfter: now + day });
    const trust = readTrustBundle(root.pem, now);
    const credentials = new Credentials({ trust, identity: loadIdentity(leaf.pem, leaf.key, trust, now) });
    for (const pem of [other.pem, '', 'rubbish']) {
      expect(() => acceptRoot(credentials, pem, now)).toThrow('new root CA does not match existing TLS credentials');
    }
    expect(credentials.trust).toBe(trust);
  });
});
