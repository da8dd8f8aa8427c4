import { nothing } from './decision.ts';
import type { Accepted, Change, DecisionContext, Effect, JournalEntry } from './decision.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Node, SwarmState } from './state.ts';

type Running = (nodeId: string) => boolean;

/** The nodes that serve as managers, whether they are running or not, the eldest first. */
export function managersOf({ nodes, managers }: Pick<SwarmState, 'nodes' | 'managers'>): readonly Node[] {
  return [...managers]
    .flatMap((nodeId) => nodes.get(nodeId) ?? [])
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}

/** Whether more than half of the managers are running: then, and only then, one of them leads. */
function hasQuorum(state: Pick<SwarmState, 'nodes' | 'managers'>, isRunning: Running): boolean {
  const managers = managersOf(state);
  return managers.filter(({ id }) => isRunning(id)).length > managers.length / 2;
}

/** Whether the others have a majority among themselves without this one. */
export function canLose(state: SwarmState, nodeId: string, isRunning: Running): boolean {
  const others = managersOf(state).filter(({ id }) => id !== nodeId);
  return others.filter(({ id }) => isRunning(id)).length > others.length / 2;
}

/** The manager that leads; `undefined` while none does. */
export function leaderOf(state: Pick<SwarmState, 'nodes' | 'managers'>): Node | undefined {
  return managersOf(state).find(({ manager }) => manager?.leader);
}

/** What is said when too few managers are there (docs/protocol.md §12.3). */
export function noLeader(): Refusal {
  return refuse(
    'Unknown',
    "The swarm does not have a leader. It's possible that too few managers are online. " +
      'Make sure more than half of the managers are online.',
    { next: 'Start managers that are down until more than half of them run.' },
  );
}

/**
 * Whether a node that shows a manager's certificate may serve as one: it is to be a manager, and it has not asked for the
 * certificate of a worker since. With that it would be a manager whom nobody accepts, and who might take the majority away
 * without which it gets no other.
 */
export function mayServe({ role, certificate }: Node): boolean {
  return role === 'manager' && certificate.role === 'manager';
}

/**
 * Takes a node in among the managers, or notes that one listens at another address than before (docs/protocol.md §12.4).
 *
 * @param addr `host:port`
 * @returns its number among them
 * @throws {Refusal} `NotFound`, and `FailedPrecondition` for one that shows a manager's certificate and may not serve
 */
export function addManager(
  state: SwarmState,
  nodeId: string,
  addr: string,
  { now, random }: DecisionContext,
): Accepted<number> {
  const node = state.nodes.get(nodeId);
  if (node === undefined) throw refuse('NotFound', `node ${nodeId} not found`);
  if (node.role !== 'manager') {
    throw refuse('FailedPrecondition', `node ${nodeId} was demoted`, {
      expected: 'a node of role manager',
      next: 'Promote it first: `docker node promote`.',
    });
  }
  if (node.manager === undefined && !mayServe(node)) {
    throw refuse('FailedPrecondition', `node ${nodeId} has asked for the certificate of a worker`, {
      expected: 'a node that has its certificate as a manager',
      next: 'It renews by itself, and asks again then.',
    });
  }
  if (node.manager?.addr === addr) return nothing(node.manager.raftId);
  const manager = node.manager ?? { raftId: raftIdFrom(random(raftIdBytes)), leader: managersOf(state).length === 0 };
  const { raftId } = manager;
  return {
    outcome: 'accepted',
    changes: [{ kind: 'node', node: { ...node, updatedAt: now, manager: { ...manager, addr } } }],
    entry: node.manager ? undefined : { at: now, event: 'manager-joined', nodeId, detail: { addr } },
    effects: [{ kind: 'tell-everyone' }],
    reply: raftId,
  };
}

/**
 * Sees to it that a running manager leads as long as a majority runs. The one that leads stays; after it, the eldest that
 * runs follows.
 *
 * @returns the leader; `undefined` without a majority, and then nothing is written, as nothing could be
 */
export function electLeader(
  state: SwarmState,
  isRunning: Running,
  { now }: DecisionContext,
): Accepted<string | undefined> {
  if (!hasQuorum(state, isRunning)) return nothing(undefined);
  const managers = managersOf(state);
  const present = managers.find(({ id, manager }) => manager?.leader && isRunning(id));
  if (present !== undefined) return nothing(present.id);
  const next = managers.find(({ id }) => isRunning(id));
  if (next === undefined) return nothing(undefined);
  const { changes, entry } = handOver(managers, next, now);
  return { outcome: 'accepted', changes, entry, effects: [{ kind: 'tell-everyone' }], reply: next.id };
}

/**
 * Makes a manager the only one, as `--force-new-cluster` does where the majority is gone for good (docs/protocol.md §12.6).
 * The others stay nodes of the swarm; that they are to be managers, too, stays as it is.
 *
 * @throws {Refusal} `NotFound` for a node that is no manager
 */
export function forceNewCluster(state: SwarmState, nodeId: string, { now }: DecisionContext): Accepted<void> {
  const managers = managersOf(state);
  const own = managers.find(({ id }) => id === nodeId);
  if (own?.manager === undefined) throw refuse('NotFound', "can't find manager in raft memberlist");
  const others = managers.filter(({ id }) => id !== nodeId);
  return {
    outcome: 'accepted',
    changes: [
      ...others.map((node): Change => ({ kind: 'node', node: { ...node, updatedAt: now, manager: undefined } })),
      { kind: 'node', node: { ...own, updatedAt: now, manager: { ...own.manager, leader: true } } },
    ],
    entry: { at: now, event: 'leader-elected', nodeId },
    effects: [{ kind: 'tell-everyone' }],
    reply: undefined,
  };
}

/** Swarm draws them from 64 bits; of these every one is a safe integer. */
const raftIdBytes = 6;

function raftIdFrom(bytes: Uint8Array): number {
  return Buffer.from(bytes).readUIntBE(0, raftIdBytes) || 1;
}

function handOver(
  managers: readonly Node[],
  next: Node,
  now: number,
): { readonly changes: readonly Change[]; readonly entry: JournalEntry } {
  const changes = managers.flatMap((node): Change[] => {
    const leader = node.id === next.id;
    if (node.manager === undefined || node.manager.leader === leader) return [];
    return [{ kind: 'node', node: { ...node, updatedAt: now, manager: { ...node.manager, leader } } }];
  });
  return { changes, entry: { at: now, event: 'leader-elected', nodeId: next.id } };
}

/**
 * Makes roles follow what is desired of them, one node at a time (docs/protocol.md §12.4). A node that is to be a manager
 * gets the role at once. One that is to be a worker leaves the managers first, which waits until the others have a
 * majority without it; if it leads, it hands that over before.
 *
 * @returns whether there is more to do right away
 */
export function followRoles(state: SwarmState, isRunning: Running, { now }: DecisionContext): Accepted<boolean> {
  for (const node of state.nodes.values()) {
    const { desiredRole, role, manager } = node;
    if (desiredRole === role && (role === 'manager' || manager === undefined)) continue;
    if (desiredRole === 'worker' && manager !== undefined) {
      if (!canLose(state, node.id, isRunning)) continue;
      if (manager.leader) return stepDown(state, node, isRunning, now);
    }
    const effects: Effect[] = [{ kind: 'tell-node', nodeId: node.id }];
    if (manager !== undefined) effects.push({ kind: 'tell-everyone' });
    const followed: Node = {
      ...node,
      updatedAt: now,
      role: desiredRole,
      ...(desiredRole === 'worker' && { manager: undefined }),
    };
    return { outcome: 'accepted', changes: [{ kind: 'node', node: followed }], entry: undefined, effects, reply: true };
  }
  return nothing(false);
}

function stepDown(state: SwarmState, node: Node, isRunning: Running, now: number): Accepted<boolean> {
  const managers = managersOf(state);
  const next = managers.find(({ id }) => id !== node.id && isRunning(id));
  if (next === undefined) return nothing(false);
  const { changes, entry } = handOver(managers, next, now);
  return { outcome: 'accepted', changes, entry, effects: [{ kind: 'tell-everyone' }], reply: true };
}
