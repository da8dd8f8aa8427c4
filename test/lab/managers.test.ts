import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabClock } from '../../packages/core/src/clock/lab-clock.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { readNodeFacts } from '../../packages/core/src/lab/evidence.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import type { NodeEvent } from '../../packages/core/src/node/node.ts';
import { noLeader, managersOf } from '../../packages/core/src/swarm/managers.ts';
import { CA, Dispatcher, NodeCA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { roleOf } from '../../packages/core/src/x509/identity.ts';
import { addressOf, channelToManager, keyFileOf, leaderOf, nodeOf, startSwarm } from '../tools/managers.ts';
import { rotateToTheEnd, startLab, temporaryDirectory } from '../tools/swarm.ts';

const hour = 3_600_000;

const idOf = (lab: Lab, name: string): string => nodeOf(lab, name).node.id;
const roleIn = (lab: Lab, name: string) => roleOf(nodeOf(lab, name).node.credentials.identity);

describe('managers', () => {
  it('follow one another when the leader stops, in the midst of a rotation that ends when it is back', async () => {
    await using test = await startSwarm({ managers: 3, workers: 3 });
    const { lab } = test;
    expect(leaderOf(lab)).toBe('manager-1');
    await lab.rotateRoot();
    await lab.stop('manager-1');
    expect(leaderOf(lab)).toBe('manager-2');
    await lab.until('all others have renewed', ({ state }) => state.unconverged.size === 1);
    expect([...lab.state.unconverged]).toEqual(
      managersOf(lab.state)
        .slice(0, 1)
        .map(({ id }) => id),
    );
    await lab.join('late', lab.joinToken('worker'));

    await lab.start('manager-1');
    await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    expect(leaderOf(lab), 'who leads goes on leading').toBe('manager-2');
    for (const { node } of lab.nodes.values()) expect(node.credentials.trust.pem).toBe(lab.state.cluster.rootCa.caCert);
  });

  it.each([
    ['cut', 'heal'],
    ['silence', 'wake'],
  ] as const)('follow one another when the leader is %s, and it takes part again after %s', async (disturb, end) => {
    await using test = await startSwarm({ managers: 3, workers: 1 }, { spec: { heartbeatPeriod: 500 } });
    const { lab } = test;
    const before = idOf(lab, 'manager-1');
    await lab[disturb]('manager-1');
    expect(leaderOf(lab)).toBe('manager-2');
    await lab.until('it is down', ({ state }) => state.nodes.get(before)?.status.state === 'down');
    await lab[end]('manager-1');
    await lab.until('all are ready', ({ isSettled }) => isSettled);
    await lab.stop('manager-2');
    expect(leaderOf(lab)).toBe('manager-1');
    await lab.join('late', lab.joinToken('worker'));
  });

  it('decide nothing while two of three are down, say so in Docker’s words, and go on when one is back', async () => {
    await using test = await startSwarm({ managers: 3, workers: 1 });
    const { lab } = test;
    const worker = nodeOf(lab, 'worker-1').node.credentials.identity;
    await lab.stop('manager-1');
    await lab.stop('manager-2');
    const { version } = lab.state;
    const { code, message } = noLeader();
    expect(message).toMatch(/^The swarm does not have a leader\. It's possible that too few managers are online\. /);
    const lost = { code, message };

    expect(() => lab.manager).toThrow(expect.objectContaining({ code: 'no-leader' }));
    const address = addressOf(lab, 'manager-3');
    await expect(lab.join('late', lab.joinToken('worker'), address)).rejects.toMatchObject(lost);
    await expect(lab.rotateRoot()).rejects.toMatchObject(lost);
    await expect(lab.update({ labels: { a: 'b' } })).rejects.toMatchObject(lost);
    await expect(lab.updateNode(worker.nodeId, { name: 'w' })).rejects.toMatchObject(lost);
    await using channel = await channelToManager(lab, 'manager-3', worker);
    await expect(channel.unary(CA.method.getRootCACertificate, {})).rejects.toMatchObject(lost);
    await expect(channel.unary(NodeCA.method.issueNodeCertificate, {})).rejects.toMatchObject(lost);
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject(lost);
    await expect(channel.serverStream(Dispatcher.method.session, {}).next()).rejects.toMatchObject(lost);
    expect(lab.state.version, 'nothing was written').toBe(version);

    await lab.start('manager-2');
    await lab.start('manager-1');
    await rotateToTheEnd(lab);
    await lab.join('late', lab.joinToken('worker'));
  });

  it('AC-150 become managers and workers as is desired, with the certificate and the key file that go with it', async () => {
    await using test = await startSwarm({ managers: 2, workers: 1 });
    const { lab } = test;
    const id = idOf(lab, 'worker-1');
    expect(await keyFileOf(nodeOf(lab, 'worker-1'))).not.toContain('raft-dek');
    await lab.updateNode(id, { desiredRole: 'manager' });
    await lab.until('it is a manager', ({ state }) => state.nodes.get(id)?.manager !== undefined);
    expect(roleIn(lab, 'worker-1')).toBe('manager');
    expect(lab.state.nodes.get(id)).toMatchObject({ role: 'manager', manager: { addr: addressOf(lab, 'worker-1') } });
    expect(await keyFileOf(nodeOf(lab, 'worker-1'))).toMatch(
      /^-----BEGIN PRIVATE KEY-----\nkek-version: \d+\nraft-dek: /,
    );
    const { certificates } = await readNodeFacts(nodeOf(lab, 'worker-1').directory, systemClock);
    expect(certificates[0]).toMatchObject({ commonName: id, unit: 'swarm-manager' });
    await lab.join('through-it', lab.joinToken('worker'), addressOf(lab, 'worker-1'));

    await lab.updateNode(id, { desiredRole: 'worker' });
    await lab.until('it is a worker', (now) => roleIn(now, 'worker-1') === 'worker' && now.isSettled);
    expect(lab.state.nodes.get(id)).toMatchObject({ role: 'worker', manager: undefined });
    expect(lab.managerOf(id)).toBeUndefined();
    expect(await keyFileOf(nodeOf(lab, 'worker-1'))).toMatch(/^-----BEGIN PRIVATE KEY-----\nkek-version: 0\n\n/);

    await lab.updateNode(id, { desiredRole: 'manager' });
    await lab.until('it is a manager again', (now) => now.managerOf(id) !== undefined && now.isSettled);
    await lab.until('it is among them', ({ state }) => state.nodes.get(id)?.manager !== undefined);
  });

  it('keep their majority when one is promoted again while the certificate of a worker is on its way to it', async () => {
    const renewed: string[] = [];
    const onNodeEvent = (name: string, { kind }: NodeEvent): void => void (kind === 'renewed' && renewed.push(name));
    await using test = await startSwarm({ managers: 2 }, { onNodeEvent });
    const { lab } = test;
    const { node, faults } = nodeOf(lab, 'manager-2');
    const promoted = new Promise<void>((resolve, reject) => {
      lab.control.onJournal(({ event, nodeId, detail }) => {
        if (event !== 'certificate-issued' || nodeId !== node.id || detail?.['role'] !== 'worker') return;
        // It could be a manager again before it has that certificate on its disk.
        faults.disk.slow(300);
        lab.updateNode(node.id, { desiredRole: 'manager' }).then(resolve, reject);
      });
    });
    await lab.updateNode(node.id, { desiredRole: 'worker' });
    await promoted;
    await lab.until('it has the certificate of a worker', () => renewed.includes('manager-2'));
    faults.disk.mend();
    await lab.until('it is a manager again', (now) => managersOf(now.state).length === 2 && now.isSettled);
    await lab.until('it has the certificate for it', () => roleIn(lab, 'manager-2') === 'manager');
    expect(leaderOf(lab)).toBe('manager-1');
  });

  it('are managers again though the certificate of a worker got lost on its way to them', async () => {
    await using test = await startSwarm({ managers: 2 });
    const { lab } = test;
    const { node, faults } = nodeOf(lab, 'manager-2');
    const issued = new Promise<void>((resolve) => {
      lab.control.onJournal(({ event, nodeId, detail }) => {
        if (event !== 'certificate-issued' || nodeId !== node.id || detail?.['role'] !== 'worker') return;
        faults.disk.failWrites('ENOSPC');
        resolve();
      });
    });
    await lab.updateNode(node.id, { desiredRole: 'worker' });
    await issued;
    await lab.stop('manager-2');
    await lab.updateNode(node.id, { desiredRole: 'manager' });
    await lab.start('manager-2');
    await lab.until('it is a manager again', (now) => managersOf(now.state).length === 2 && now.isSettled);
  });

  it('AC-151 are demoted that were to be when nobody led', async () => {
    await using test = await startSwarm({ managers: 4 });
    const { lab } = test;
    const id = idOf(lab, 'manager-3');
    // Without the effect that would carry it out at once.
    await lab.control.perform((state) => {
      const node = state.nodes.get(id);
      if (node === undefined) throw new Error('no such node');
      const demoted = { ...node, desiredRole: 'worker' } as const;
      return {
        outcome: 'accepted',
        changes: [{ kind: 'node', node: demoted }],
        entry: undefined,
        effects: [],
        reply: undefined,
      };
    });
    await lab.stop('manager-1');
    await lab.until('it is no manager any more', ({ state }) => managersOf(state).length === 3);
    await lab.until('it is a worker', (now) => roleIn(now, 'manager-3') === 'worker');
  });

  it('AC-155 are demoted one after the other, the leader each time, until one is left that stays', async () => {
    await using test = await startSwarm({ managers: 3, workers: 1 });
    const { lab } = test;
    for (let left = 2; left >= 1; left--) {
      const name = leaderOf(lab);
      await lab.updateNode(idOf(lab, name), { desiredRole: 'worker' });
      await lab.until('it is a worker', (now) => roleIn(now, name) === 'worker');
      await lab.until('all are ready', ({ isSettled, state }) => isSettled && managersOf(state).length === left);
      expect(await keyFileOf(nodeOf(lab, name))).toMatch(/^-----BEGIN PRIVATE KEY-----\nkek-version: 0\n\n/);
    }
    await expect(lab.updateNode(lab.manager.nodeId, { desiredRole: 'worker' })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: 'attempting to demote the last manager of the swarm',
    });
    await rotateToTheEnd(lab);
  });

  it('are not demoted where the others would have no majority', async () => {
    await using test = await startSwarm({ managers: 3 });
    const { lab } = test;
    await lab.stop('manager-3');
    await expect(lab.updateNode(idOf(lab, 'manager-2'), { desiredRole: 'worker' })).rejects.toMatchObject({
      code: 'FailedPrecondition',
      message: "can't remove member from the raft: this would result in a loss of quorum",
    });
  });

  it('go on where they were left, all three, a rotation included', async () => {
    await using directory = await temporaryDirectory();
    const faults: unknown[] = [];
    const options = { directory: join(directory.path, 'lab'), onError: (error: unknown) => faults.push(error) };
    const first = await Lab.create(options);
    for (const name of ['manager-2', 'manager-3']) await first.join(name, first.joinToken('manager'));
    await first.join('worker', first.joinToken('worker'));
    await first.until('all are there', ({ isSettled, state }) => isSettled && managersOf(state).length === 3);
    const addresses = managersOf(first.state).map(({ manager }) => manager?.addr);
    await first.stop('manager-1');
    await first.rotateRoot();
    await first.close();

    const second = await Lab.open(options);
    expect([...second.nodes.keys()].toSorted()).toEqual(['manager-1', 'manager-2', 'manager-3']);
    expect(managersOf(second.state).map(({ manager }) => manager?.addr)).toEqual(addresses);
    expect(leaderOf(second), 'who led goes on').toBe('manager-2');
    await second.start('worker');
    await second.until('the rotation has ended', ({ isSettled }) => isSettled);
    await second.close();
    expect(faults).toEqual([]);
  });

  it('ask for another certificate as long as theirs is for the wrong role', async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const clock = new LabClock({ at: Date.now(), speed: 1, paused: false }, { realTime: systemClock, onError });
    try {
      await using test = await startSwarm({ managers: 3 }, { clock });
      const { lab, events } = test;
      const id = idOf(lab, 'manager-3');
      // What is desired is told at once; the role follows later, since without this one there would be too few managers.
      await lab.stop('manager-2');
      await lab.control.perform((state) => {
        const node = state.nodes.get(id);
        if (node === undefined) throw new Error('no such node');
        const changes = [{ kind: 'node', node: { ...node, desiredRole: 'worker' } } as const];
        return {
          outcome: 'accepted',
          changes,
          entry: undefined,
          effects: [{ kind: 'tell-node', nodeId: id }],
          reply: undefined,
        };
      });
      const failures = () => events.flatMap(({ event }) => (event.kind === 'renewal-failed' ? [event.error] : []));
      await lab.until('the wrong certificate has been noticed', () => failures().length > 0);
      expect(failures()[0]).toMatchObject({ code: 'wrong-role' });
      await clock.jumpBy(60_000);
      expect(failures().length, 'it goes on asking').toBeGreaterThan(1);
      await lab.start('manager-2');
      await lab.until('the role has followed', ({ state }) => state.nodes.get(id)?.role === 'worker');
      await clock.jumpBy(hour);
      expect(roleIn(lab, 'manager-3')).toBe('worker');
    } finally {
      clock.close();
    }
    expect(errors).toEqual([]);
  });

  it('AC-171 issue by a new expiry when they lead for the first time, and by the old one where they have led before', async () => {
    await using test = await startLab();
    const { lab } = test;
    for (const name of ['manager-2', 'manager-3']) await lab.join(name, lab.joinToken('manager'));
    await lab.until('all are there', ({ isSettled, state }) => isSettled && managersOf(state).length === 3);
    const hours = async (name: string): Promise<number> => {
      const { directory } = await lab.join(name, lab.joinToken('worker'));
      const { certificates } = await readNodeFacts(directory, systemClock);
      return Math.round(((certificates[0]?.notAfter ?? 0) - Date.now()) / hour);
    };
    await lab.update({ nodeCertExpiry: 2 * hour });
    expect(await hours('by-the-first')).toBe(90 * 24);
    await lab.cut('manager-1');
    expect(await hours('by-another')).toBe(2);
    await lab.heal('manager-1');
    await lab.cut('manager-2');
    expect(leaderOf(lab)).toBe('manager-1');
    expect(await hours('by-the-first-again')).toBe(90 * 24);
    await lab.heal('manager-2');
    await lab.until('all are ready', ({ isSettled }) => isSettled);
  });
});
