import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { readNodeFacts, readServerChain } from '../../packages/core/src/lab/evidence.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { CA, Dispatcher, NodeCA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { createRequest } from '../../packages/core/src/x509/csr.ts';
import { everyFile, tracesOf } from '../tools/traces.ts';
import { bothSigners, channelTo, externalCaFor, rotateToTheEnd, startLab, temporaryDirectory } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';

async function addNodes(lab: Lab, workers: number, managers = 0): Promise<void> {
  const named = (role: 'worker' | 'manager', amount: number) =>
    Array.from({ length: amount }, (_, index) => lab.join(`${role}-${index + 10}`, lab.joinToken(role)));
  await Promise.all([...named('worker', workers), ...named('manager', managers)]);
  await lab.until(
    'all are ready',
    ({ isSettled, manager }) => isSettled && manager.state.nodes.size === workers + managers + 1,
  );
}

/** All that the manager tells anyone, as bytes. */
async function everyReply({ lab }: TestLab): Promise<Buffer> {
  const member = [...lab.nodes.values()].find(({ name }) => name.startsWith('manager-1'))?.node;
  const channel = await channelTo(lab, member && { as: member });
  const replies = [
    toBinary(CA.method.getRootCACertificate.output, await channel.unary(CA.method.getRootCACertificate, {})),
    toBinary(CA.method.getUnlockKey.output, await channel.unary(CA.method.getUnlockKey, {})),
  ];
  for (const nodeId of lab.manager.state.nodes.keys()) {
    const method = NodeCA.method.nodeCertificateStatus;
    replies.push(toBinary(method.output, await channel.unary(method, { nodeId })));
  }
  const { value } = await channel.serverStream(Dispatcher.method.session, {}).next();
  if (value) replies.push(toBinary(Dispatcher.method.session.output, value));
  channel.destroy();
  return Buffer.concat(replies);
}

describe('a lab', () => {
  it.each(bothSigners)(
    'keeps the id of a node in every certificate that it ever gets, by an %s CA',
    async (signedBy) => {
      await using test = await startLab({ signedBy });
      await addNodes(test.lab, 3, 2);
      const idsOnDisk = async (): Promise<readonly string[]> =>
        Promise.all(
          [...test.lab.nodes.values()].map(
            async ({ directory }) => (await readNodeFacts(directory, systemClock)).certificates[0]?.commonName ?? '',
          ),
        );
      const ids = await idsOnDisk();
      expect(new Set(ids).size).toBe(6);
      for (let round = 0; round < 2; round++) {
        await Promise.all([...test.lab.nodes.values()].map(({ node }) => node.renewNow()));
        expect(await idsOnDisk()).toEqual(ids);
        await rotateToTheEnd(test.lab);
        expect(await idsOnDisk()).toEqual(ids);
      }
    },
  );

  it.each(bothSigners)(
    'AC-153 lets the last of three rotations from an %s CA win that are begun one upon the other',
    async (signedBy) => {
      await using test = await startLab({ signedBy });
      await addNodes(test.lab, 5, 1);
      const roots = new Set<string>();
      for (let rotation = 0; rotation < 3; rotation++) {
        await test.lab.rotateRoot();
        roots.add(test.lab.manager.state.cluster.rootCa.rotation?.caCert ?? '');
      }
      const last = test.lab.manager.state.cluster.rootCa.rotation?.caCert;
      await test.lab.until('the rotations have ended', ({ isSettled }) => isSettled);
      expect(roots.size).toBe(3);
      expect(test.lab.manager.state.cluster.rootCa.caCert).toBe(last);
      for (const { certificate } of test.lab.manager.state.nodes.values()) expect(certificate.state).toBe('issued');
      for (const { node } of test.lab.nodes.values()) expect(node.credentials.trust.pem).toBe(last);
      expect(test.events.filter(({ event }) => 'error' in event)).toEqual([]);
    },
  );

  it.each(bothSigners)(
    'never breaks a session by a rotation from an %s CA, and serves those that join meanwhile',
    async (signedBy) => {
      await using test = await startLab({ signedBy });
      await addNodes(test.lab, 10);
      await test.lab.rotateRoot();
      await Promise.all([1, 2, 3].map((number) => test.lab.join(`late-${number}`, test.lab.joinToken('worker'))));
      await test.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
      expect(test.events.filter(({ event }) => 'error' in event)).toEqual([]);
      expect(test.refusals).toEqual([]);
      expect(test.lab.manager.state.nodes.size).toBe(14);
    },
  );

  it('has nothing left of the old root’s key after a rotation, in no file and no reply', async () => {
    await using test = await startLab();
    await addNodes(test.lab, 2);
    const { rootKey = '' } = test.lab.readSecrets();
    const traces = tracesOf(rootKey);
    expect(traces.map(({ length }) => length)).toEqual([32, 64, 40, 43, 64]);
    await rotateToTheEnd(test.lab);
    const [files, replies] = [await everyFile(test.lab.directory), await everyReply(test)];
    expect(files.length).toBeGreaterThan(20_000);
    for (const trace of [...traces, ...tracesOf(test.lab.readSecrets().rootKey ?? '')]) {
      expect(files.includes(trace)).toBe(false);
      expect(replies.includes(trace)).toBe(false);
    }
    expect(test.lab.readSecrets()).not.toMatchObject({ rootKey });
    expect(Object.keys(test.lab.readSecrets()).toSorted()).toEqual(['managerToken', 'rootKey', 'workerToken']);
  });

  it('keeps what is secret to its owner', async () => {
    await using test = await startLab();
    await addNodes(test.lab, 1);
    const { directory } = test.lab;
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.crt')) continue;
      expect((await stat(join(entry.parentPath, entry.name))).mode & 0o077, entry.name).toBe(0);
    }
  });

  it('goes on where it was left, a rotation included', async () => {
    await using directory = await temporaryDirectory();
    const faults: unknown[] = [];
    const options = { directory: join(directory.path, 'lab'), onError: (error: unknown) => faults.push(error) };
    const first = await Lab.create(options);
    await first.join('here', first.joinToken('worker'));
    await first.join('away', first.joinToken('worker'));
    await first.until('both are ready', ({ isSettled, manager }) => isSettled && manager.state.nodes.size === 3);
    const away = first.nodes.get('away')?.node.id ?? '';
    await first.stop('away');
    await first.rotateRoot();
    await first.until('the others have renewed', ({ manager }) => manager.state.unconverged.size === 1);
    const journal = first.manager.state.version;
    await first.close();

    const second = await Lab.open(options);
    expect(second.manager.state.version).toBeGreaterThanOrEqual(journal);
    expect(second.manager.state.cluster.rootCa.rotation).toBeDefined();
    await second.start('here');
    await second.start('away');
    await second.until('the rotation has ended', ({ isSettled }) => isSettled);
    expect(second.nodes.get('away')?.node.id).toBe(away);
    const root = second.manager.state.cluster.rootCa.caCert;
    for (const { node } of second.nodes.values()) expect(node.credentials.trust.pem).toBe(root);
    await second.close();
    expect(faults).toEqual([]);
  });

  it('AC-052 works as before when its manager has been stopped and begun again', async () => {
    await using directory = await temporaryDirectory();
    const options = { directory: join(directory.path, 'lab'), onError: (error: unknown) => expect.fail(String(error)) };
    await (await Lab.create(options)).close();
    const lab = await Lab.open(options);
    const channel = await channelTo(lab);
    await expect(channel.unary(NodeCA.method.nodeCertificateStatus, { nodeId: '123' })).rejects.toMatchObject({
      code: 'NotFound',
    });
    channel.destroy();
    await lab.join('worker', lab.joinToken('worker'));
    await lab.close();
  });

  it('AC-086 AC-131 begins with a root of its own, a certificate that this root signed, and a key that is plain', async () => {
    await using test = await startLab();
    const { directory } = test.lab.nodes.get('manager-1') ?? { directory: '' };
    const { certificates, roots } = await readNodeFacts(directory, systemClock);
    expect(certificates).toEqual([
      expect.objectContaining({
        unit: 'swarm-manager',
        organization: test.lab.manager.state.cluster.id,
        issuer: roots[0]?.commonName,
      }),
    ]);
    const key = await readFile(join(directory, 'swarm-node.key'), 'utf8');
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\nkek-version: \d+\nraft-dek: [A-Za-z0-9+/=]+\n\n/);
  });

  it.each(bothSigners)(
    'waits with a rotation from an %s CA for a node that is away, until that node is removed',
    async (signedBy) => {
      await using test = await startLab({ signedBy });
      await addNodes(test.lab, 2);
      const away = test.lab.nodes.get('worker-10')?.node.id ?? '';
      await test.lab.stop('worker-10');
      await test.lab.rotateRoot();
      await test.lab.until('the others have renewed', ({ manager }) => manager.state.unconverged.size === 1);
      expect([...test.lab.manager.state.unconverged]).toEqual([away]);
      await test.lab.control.perform((state, context) => removeNode(state, away, { force: true }, context));
      await test.lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    },
  );

  it('shows on its port what its own node was issued', async () => {
    await using test = await startLab();
    const { address } = test.lab.manager;
    const [before] = (await readServerChain(address)).certificates;
    await rotateToTheEnd(test.lab);
    const { certificates: during } = await readServerChain(address);
    expect(during).toHaveLength(2);
    await test.lab.nodes.get('manager-1')?.node.renewNow();
    const { certificates: after } = await readServerChain(address);
    expect(after).toHaveLength(1);
    expect([during[0]?.commonName, after[0]?.commonName]).toEqual([before?.commonName, before?.commonName]);
  });

  it('AC-062 has an external CA sign that names no root: it signs for the present one', async () => {
    await using test = await startLab();
    const { lab } = test;
    await using externalCa = await externalCaFor(lab);
    await lab.update({ externalCas: [externalCa.entry('')] });
    const { node, directory } = await lab.join('worker', lab.joinToken('worker'));
    expect([...externalCa.asked.keys()]).toEqual([node.id]);
    expect((await readNodeFacts(directory, systemClock)).certificates).toHaveLength(1);
    expect(externalCa.faults).toEqual([]);
  });

  it('has nobody signed for who was removed while the external CA was away', async () => {
    await using test = await startLab();
    const { lab } = test;
    await using externalCa = await externalCaFor(lab);
    await lab.update({ externalCas: [externalCa.entry()] });
    await externalCa.stop();
    const channel = await channelTo(lab);
    const { issueNodeCertificate, nodeCertificateStatus } = NodeCA.method;
    const asked = { csr: Buffer.from(createRequest(systemEntropy.newKey())), token: lab.joinToken('worker') };
    const { nodeId } = await channel.unary(issueNodeCertificate, asked);
    const status = channel.unary(nodeCertificateStatus, { nodeId }, { timeoutMs: 300 });
    await expect(status).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    await lab.control.perform((state, context) => removeNode(state, nodeId, { force: true }, context));

    await externalCa.start();
    // Another list of external CAs makes the manager try again at once.
    await lab.update({ externalCas: [externalCa.entry('')] });
    const { node } = await lab.join('worker', lab.joinToken('worker'));
    expect([...externalCa.asked.keys()]).toEqual([node.id]);
    channel.destroy();
  });

  it('AC-171 issues for another length of time only once the root has changed', async () => {
    await using test = await startLab();
    const { lab } = test;
    const hours = async (name: string): Promise<number> => {
      const { directory } = await lab.join(name, lab.joinToken('worker'));
      const { certificates } = await readNodeFacts(directory, systemClock);
      return Math.round(((certificates[0]?.notAfter ?? 0) - Date.now()) / 3_600_000);
    };
    await lab.control.perform(({ cluster }) => ({
      outcome: 'accepted',
      changes: [{ kind: 'cluster', cluster: { ...cluster, spec: { ...cluster.spec, nodeCertExpiry: 2 * 3_600_000 } } }],
      entry: undefined,
      effects: [],
      reply: undefined,
    }));
    expect(await hours('before')).toBe(90 * 24);
    await rotateToTheEnd(lab);
    expect(await hours('after')).toBe(2);
  });

  it('listens on loopback alone, is made once in a directory, and is hosted once at a time', async () => {
    await using test = await startLab();
    const onError = (): void => undefined;
    const { directory } = test.lab;
    await expect(Lab.create({ directory: `${directory}-2`, host: '0.0.0.0', onError })).rejects.toMatchObject({
      code: 'not-loopback',
    });
    await expect(Lab.open({ directory, onError })).rejects.toMatchObject({ code: 'in-use' });
    await using empty = await temporaryDirectory();
    await expect(Lab.open({ directory: empty.path, onError })).rejects.toMatchObject({ code: 'no-lab' });
  });

  it('gives nodes no names that would lead out of its directory', async () => {
    await using test = await startLab();
    for (const name of ['../outside', '', '.', 'a/b', 'a\0b', 'x'.repeat(64), '-a']) {
      await expect(test.lab.join(name, test.lab.joinToken('worker'))).rejects.toMatchObject({ code: 'bad-name' });
      await expect(test.lab.start(name)).rejects.toMatchObject({ code: 'bad-name' });
    }
  });

  it('is not made where there is one already, and leaves that as it is', async () => {
    await using directory = await temporaryDirectory();
    const options = { directory: directory.path, onError: () => undefined };
    const lab = await Lab.create(options);
    const { id } = lab.manager.state.cluster;
    await lab.close();
    await expect(Lab.create(options)).rejects.toMatchObject({ code: 'exists' });
    const again = await Lab.open(options);
    expect(again.manager.state.cluster.id).toBe(id);
    await again.close();
  });
});
