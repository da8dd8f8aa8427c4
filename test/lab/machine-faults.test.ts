import { afterEach, describe, expect, it, vi } from 'vitest';
import { LabClock } from '../../packages/core/src/clock/lab-clock.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { MemoryIdentity } from '../../packages/core/src/keyfile/memory-identity.ts';
import { faultyNetwork } from '../../packages/core/src/lab/faults/faulty-network.ts';
import type { Lab } from '../../packages/core/src/lab/lab.ts';
import { joinSwarm } from '../../packages/core/src/node/join.ts';
import { managersOf } from '../../packages/core/src/swarm/managers.ts';
import { parseUnlockKey } from '../../packages/core/src/token/unlock-key.ts';
import { readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { NodeCA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../packages/core/src/wire/grpc/status.ts';
import type { Channel, Network } from '../../packages/core/src/wire/network.ts';
import { tlsNetwork } from '../../packages/core/src/wire/tls-network.ts';
import { eventually } from '../tools/eventually.ts';
import { keyFileOf, nodeOf, startSwarm } from '../tools/managers.ts';
import { isDiskError, storeDisk } from '../tools/store-disk.ts';
import { rotateToTheEnd } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const statusOf = (lab: Lab, id: string) => lab.state.nodes.get(id)?.status.state;

/** A stranger that joins over a network of its own. @returns its id */
async function joinOver(network: Network, lab: Lab): Promise<string> {
  const services = {
    store: new MemoryIdentity(),
    network,
    clock: systemClock,
    // The pauses between tries are nobody's concern here.
    realTime: { ...systemClock, after: (_ms: number, due: () => unknown) => systemClock.after(0, due) },
    entropy: systemEntropy,
  };
  const wanted = { address: lab.manager.address, token: lab.joinToken('worker'), canManage: false };
  return (await joinSwarm(services, { ...wanted, signal: new AbortController().signal })).identity.nodeId;
}

/** Connects as another network does, and changes what each channel does. */
function changing(inner: Network, change: (channel: Channel) => Channel['unary']): Network {
  return {
    listen: (options) => inner.listen(options),
    connect: async (options) => {
      const { channel, server } = await inner.connect(options);
      const unary = change(channel);
      return {
        server,
        channel: new Proxy(channel, { get: (target, name) => (name === 'unary' ? unary : bound(target, name)) }),
      };
    },
  };
}

function bound(target: Channel, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) : value;
}

describe('a node whose network fails', () => {
  it.each([
    ['cut', 'heal'],
    ['silence', 'wake'],
  ] as const)('is down after %s, holds up a rotation, and ends it after %s', async (disturb, mend) => {
    await using test = await startSwarm({ managers: 1, workers: 3 }, { spec: { heartbeatPeriod: 300 } });
    const { lab } = test;
    const { id } = nodeOf(lab, 'worker-1').node;
    await lab[disturb]('worker-1');
    await lab.until('it is down', () => statusOf(lab, id) === 'down');
    await lab.rotateRoot();
    await lab.until('all others have renewed', ({ state }) => state.unconverged.size === 1);
    expect([...lab.state.unconverged]).toEqual([id]);
    await lab.join('late', lab.joinToken('worker'));
    await lab.until('the newcomer has reported', ({ state }) => state.unconverged.size === 1);

    await lab[mend]('worker-1');
    await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    expect(nodeOf(lab, 'worker-1').node.id).toBe(id);
  });

  it('is one node in the swarm, though the answer to its request to join was lost', async () => {
    await using test = await startSwarm({ managers: 1 });
    const { lab } = test;
    let lost = 0;
    const losing = changing(tlsNetwork, (channel) => async (method, request, options) => {
      const answer = await channel.unary(method, request, options);
      if (method.name !== NodeCA.method.issueNodeCertificate.name || lost++ > 0) return answer;
      throw new RpcError('DeadlineExceeded', 'context deadline exceeded');
    });
    const id = await joinOver(losing, lab);
    expect(lost).toBe(2);
    expect([...lab.state.nodes.keys()].toSorted()).toEqual([lab.manager.nodeId, id].toSorted());
  });

  it('is one node in the swarm, though each of its requests arrived twice', async () => {
    await using test = await startSwarm({ managers: 1 });
    const { lab } = test;
    const { network, faults } = faultyNetwork(tlsNetwork, systemClock, systemEntropy);
    faults.repeat(1);
    const id = await joinOver(network, lab);
    expect([...lab.state.nodes.keys()].toSorted()).toEqual([lab.manager.nodeId, id].toSorted());
    faults.close();
  });

  it('has its renewals repeated, lost and late, and keeps certificate and key that fit', async () => {
    await using test = await startSwarm({ managers: 1, workers: 1 });
    const { lab } = test;
    const { faults, node } = nodeOf(lab, 'worker-1');
    faults.network.repeat(1);
    faults.network.delay(20, 20);
    await rotateToTheEnd(lab);
    await node.renewNow();
    await lab.stop('worker-1');
    await lab.start('worker-1');
    await lab.until('it is there', ({ isSettled }) => isSettled);
  });
});

describe('a disk that is full', () => {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void (isDiskError(error) || errors.push(error));
  afterEach(() => expect(errors.splice(0)).toEqual([]));

  it('keeps a node from renewing, and a rotation from its end, until there is room again', async () => {
    const clock = new LabClock({ at: Date.now(), speed: 1, paused: false }, { realTime: systemClock, onError });
    try {
      await using test = await startSwarm({ managers: 1, workers: 2 }, { clock, onError });
      const { lab, events } = test;
      const { faults, node } = nodeOf(lab, 'worker-1');
      const before = node.credentials.identity;
      faults.disk.failWrites('ENOSPC');
      await lab.rotateRoot();
      const failures = () => events.flatMap(({ event }) => (event.kind === 'renewal-failed' ? [event.error] : []));
      await lab.until('a renewal has failed', () => failures().length > 0);
      await lab.until('all others have renewed', ({ state }) => state.unconverged.size === 1);
      expect(failures()[0]).toMatchObject({ code: 'ENOSPC' });
      expect(node.credentials.identity).toBe(before);
      await clock.jumpBy(60_000);
      expect(failures().length, 'it goes on trying').toBeGreaterThan(1);

      faults.disk.mend();
      await clock.jumpBy(3_600_000);
      await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    } finally {
      clock.close();
    }
  });

  it('keeps a node on the old root only until there is room again', async () => {
    await using test = await startSwarm({ managers: 1, workers: 2 }, { onError });
    const { lab, events } = test;
    const { faults, node } = nodeOf(lab, 'worker-1');
    await lab.rotateRoot();
    // Its certificate it can write, and not the root that follows.
    await lab.until('it has renewed', () =>
      events.some((seen) => seen.node === 'worker-1' && seen.event.kind === 'renewed'),
    );
    faults.disk.failWrites('ENOSPC');
    await lab.until('it cannot take the root over', () => events.some(({ event }) => event.kind === 'root-refused'));
    expect(node.credentials.trust.pem).not.toBe(lab.state.cluster.rootCa.caCert);
    faults.disk.mend();
    await lab.until('it trusts the new root', ({ isSettled }) => isSettled);
  });

  it('keeps a node from becoming a manager only until there is room again', async () => {
    await using test = await startSwarm({ managers: 1, workers: 1 }, { onError });
    const { lab } = test;
    const { faults, node } = nodeOf(lab, 'worker-1');
    // Its certificate it can write, and not the key that its store is opened with.
    faults.disk.failWrite(2, 'EIO');
    await lab.updateNode(node.id, { desiredRole: 'manager' });
    await lab.until('it is a manager', ({ state }) => managersOf(state).length === 2);
  });

  it('keeps a manager from being locked only until there is room again', async () => {
    await using test = await startSwarm({ managers: 3 }, { onError });
    const { lab } = test;
    const { faults } = nodeOf(lab, 'manager-2');
    faults.disk.failWrites('ENOSPC');
    await lab.update({ autoLockManagers: true });
    const kek = parseUnlockKey(lab.readSecrets().unlockKey ?? '');
    const isLocked = async (name: string) => (await keyFileOf(nodeOf(lab, name))).includes('ENCRYPTED') || undefined;
    await eventually('the first is locked', () => isLocked('manager-1'));
    expect(await isLocked('manager-2')).toBeUndefined();
    faults.disk.mend();
    for (const name of ['manager-2', 'manager-3']) await eventually('it is locked', () => isLocked(name));
    const deks = async (name: string) => readNodeKey(await keyFileOf(nodeOf(lab, name)), kek).deks;
    await eventually('the data encryption key is another, and the same for all', async (note) => {
      const all = note(await Promise.all(['manager-1', 'manager-2', 'manager-3'].map(deks)));
      return all.every((found) => found && !found.needsRotation && !found.pending) || undefined;
    });
    expect(await deks('manager-1')).toEqual(await deks('manager-3'));
  });

  it('keeps the managers from deciding anything, and they go on when there is room again', async () => {
    const disk = storeDisk();
    await using test: TestLab = await startSwarm(
      { managers: 3, workers: 2 },
      { onError, spec: { heartbeatPeriod: 300 } },
    );
    const { lab } = test;
    const { version } = lab.state;
    disk.isFull = true;
    await expect(lab.update({ labels: { a: 'b' } })).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(lab.join('late', lab.joinToken('worker'))).rejects.toMatchObject({ message: 'internal error' });
    const renewing = nodeOf(lab, 'worker-1').node.renewNow();
    await expect(renewing).rejects.toMatchObject({ message: 'internal error' });
    await lab.stop('manager-1');
    expect(lab.control.leader, 'a leader that is nowhere written down').toBeUndefined();
    expect(lab.state.version, 'nothing was written').toBe(version);

    disk.isFull = false;
    await lab.until('another leads', ({ control }) => control.leader !== undefined);
    await lab.start('manager-1');
    await rotateToTheEnd(lab);
    await lab.join('late', lab.joinToken('worker'));
  });
});
