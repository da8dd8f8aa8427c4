import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { systemEntropy } from '../../packages/core/src/entropy/entropy.ts';
import { MemoryIdentity } from '../../packages/core/src/keyfile/memory-identity.ts';
import { faultyServices } from '../../packages/core/src/lab/faults/faulty-services.ts';
import type { MachineFaults } from '../../packages/core/src/lab/faults/faulty-services.ts';
import { machineNamed } from '../../packages/core/src/node/machine.ts';
import { joinSwarm } from '../../packages/core/src/node/join.ts';
import { Node } from '../../packages/core/src/node/node.ts';
import type { NodeEvent } from '../../packages/core/src/node/node.ts';
import { Remotes } from '../../packages/core/src/node/remotes.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { RpcError } from '../../packages/core/src/wire/grpc/status.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import type { Network } from '../../packages/core/src/wire/network.ts';
import { eventually } from '../tools/eventually.ts';
import { rotateToTheEnd, startLab } from '../tools/swarm.ts';
import type { TestLab } from '../tools/swarm.ts';

const { signal } = new AbortController();

describe('a lab within the process', () => {
  it('lives as one over TLS does: nodes join, renew, rotate and are removed', async () => {
    await using test = await startLab({ network: inProcessNetwork(systemEntropy) });
    const { lab } = test;
    const [first, second] = await Promise.all(
      ['worker-1', 'worker-2'].map((name) => lab.join(name, lab.joinToken('worker'))),
    );
    await lab.join('manager-2', lab.joinToken('manager'));
    await lab.until('all are ready', ({ isSettled }) => isSettled);
    const before = lab.manager.state.cluster.rootCa.caCert;
    await first?.node.renewNow();
    await rotateToTheEnd(lab);
    expect(lab.manager.state.cluster.rootCa.caCert).not.toBe(before);
    expect(first?.node.credentials.trust.pem).toBe(lab.manager.state.cluster.rootCa.caCert);
    const removed = second?.node.id ?? '';
    await lab.control.perform((state, context) => removeNode(state, removed, { force: true }, context));
    // A heartbeat that meets the removal may be told first that there is no session.
    await eventually('the removed node is denied a session', () =>
      test.events.find(
        ({ node, event }) =>
          node === 'worker-2' &&
          event.kind === 'session-lost' &&
          event.error instanceof RpcError &&
          event.error.code === 'PermissionDenied',
      ),
    );
  });

  it('refuses a token of another swarm as one over TLS does', async () => {
    const network = inProcessNetwork(systemEntropy);
    await using test = await startLab({ network });
    await using other = await startLab({ network });
    await expect(test.lab.join('worker', other.lab.joinToken('worker'))).rejects.toMatchObject({ code: 'fingerprint' });
  });
});

interface Victim extends AsyncDisposable {
  readonly node: Node;
  readonly faults: MachineFaults;
  readonly events: readonly NodeEvent[];
  readonly store: MemoryIdentity;
}

/** A worker on a machine on which things go wrong. */
async function joinVictim({ lab }: TestLab, network: Network): Promise<Victim> {
  const store = new MemoryIdentity();
  const { services, faults } = faultyServices({
    store,
    network,
    clock: systemClock,
    realTime: systemClock,
    entropy: systemEntropy,
  });
  const credentials = await joinSwarm(services, {
    address: lab.manager.address,
    token: lab.joinToken('worker'),
    canManage: false,
    signal,
  });
  const events: NodeEvent[] = [];
  const node = new Node(services, {
    credentials,
    canManage: false,
    remotes: new Remotes([{ nodeId: lab.manager.nodeId, address: lab.manager.address }]),
    machine: machineNamed('victim'),
    onEvent: (event) => events.push(event),
  });
  await lab.until('it is ready', ({ manager }) => manager.state.nodes.get(node.id)?.status.state === 'ready');
  return {
    node,
    faults,
    events,
    store,
    [Symbol.asyncDispose]: async () => {
      faults.close();
      await node.stop();
    },
  };
}

describe('a node of which something goes wrong', () => {
  const quick = { spec: { heartbeatPeriod: 60 } };

  it('is down when it is stopped in its midst, and ready again when it goes on', async () => {
    const network = inProcessNetwork(systemEntropy);
    await using test = await startLab({ network, ...quick });
    await using victim = await joinVictim(test, network);
    const stateOf = (): string | undefined => test.lab.manager.state.nodes.get(victim.node.id)?.status.state;
    victim.faults.silence();
    await test.lab.until('it is down', () => stateOf() === 'down');
    victim.faults.wake();
    await test.lab.until('it is back', () => stateOf() === 'ready');
  });

  it('is down when it is cut off, and can be stopped then', async () => {
    const network = inProcessNetwork(systemEntropy);
    await using test = await startLab({ network, ...quick });
    await using victim = await joinVictim(test, network);
    const stateOf = (): string | undefined => test.lab.manager.state.nodes.get(victim.node.id)?.status.state;
    victim.faults.network.cut();
    await test.lab.until('it is down', () => stateOf() === 'down');
    await victim.node.stop();
    victim.faults.network.heal();
    expect(stateOf()).toBe('down');
  });

  it('keeps its certificate when the disk is full, and renews when there is room again', async () => {
    const network = inProcessNetwork(systemEntropy);
    await using test = await startLab({ network });
    await using victim = await joinVictim(test, network);
    const before = victim.node.credentials.identity;
    victim.faults.disk.failWrites('ENOSPC');
    await expect(victim.node.renewNow()).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(victim.events).toContainEqual(expect.objectContaining({ kind: 'renewal-failed' }));
    expect(victim.node.credentials.identity).toBe(before);
    expect((await victim.store.readIdentity()).key).toBe(before.key);
    victim.faults.disk.mend();
    await victim.node.renewNow();
    expect(victim.node.credentials.identity).not.toBe(before);
  });

  it('refuses its manager while its clock is wrong by years', async () => {
    const network = inProcessNetwork(systemEntropy);
    await using test = await startLab({ network });
    await using victim = await joinVictim(test, network);
    victim.faults.skew(-3 * 365 * 24 * 3_600_000);
    await expect(victim.node.renewNow()).rejects.toMatchObject({ code: 'not-yet-valid' });
    victim.faults.skew(0);
    await victim.node.renewNow();
  });

  it('asks twice for what it asks once, and gets one certificate', async () => {
    const network = inProcessNetwork(systemEntropy);
    await using test = await startLab({ network });
    await using victim = await joinVictim(test, network);
    const nodes = test.lab.manager.state.nodes.size;
    victim.faults.network.repeat(1);
    await victim.node.renewNow();
    expect(test.lab.manager.state.nodes.size).toBe(nodes);
    expect(victim.events).toContainEqual({ kind: 'renewed' });
  });
});
