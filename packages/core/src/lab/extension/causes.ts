import type { JournalEntry, JournalEvent } from '../../swarm/decision.ts';

/** What may have led to what happens to a node: events of the same node, of which the latest counts. */
const ofNodes: Readonly<Partial<Record<JournalEvent, readonly JournalEvent[]>>> = {
  'certificate-issued': ['node-renewing', 'node-accepted'],
  'certificate-failed': ['node-renewing', 'node-accepted'],
  'node-registered': ['certificate-issued'],
  'manager-joined': ['node-promoted', 'node-accepted'],
};

/** The same for the swarm as a whole. */
const ofSwarm: Readonly<Partial<Record<JournalEvent, readonly JournalEvent[]>>> = {
  'rotation-batch': ['rotation-started', 'rotation-replaced'],
  'rotation-replaced': ['rotation-started', 'rotation-replaced'],
  'rotation-aborted': ['rotation-started', 'rotation-replaced'],
  'rotation-completed': ['rotation-started', 'rotation-replaced'],
};

/** After these no rotation leads to anything any more. */
const endsOfRotations: ReadonlySet<JournalEvent> = new Set(['rotation-aborted', 'rotation-completed']);

/**
 * Says of each entry of a timeline which one led to it, as far as the timeline tells. While a rotation asks nodes to renew,
 * a renewal is taken for one that it asked for.
 */
export class Causes {
  readonly #nodes = new Map<string, Map<JournalEvent, number>>();
  readonly #swarm = new Map<JournalEvent, number>();

  /** To be called with every entry, in their order. @returns the number of the entry that led to it; 0 where none did */
  next(seq: number, { event, nodeId }: JournalEntry): number {
    if (nodeId !== undefined) return this.#nextOfNode(seq, event, nodeId);
    const cause = latest(this.#swarm, ofSwarm[event]);
    if (endsOfRotations.has(event)) this.#swarm.clear();
    else this.#swarm.set(event, seq);
    return cause;
  }

  #nextOfNode(seq: number, event: JournalEvent, nodeId: string): number {
    const events = this.#nodes.get(nodeId) ?? new Map<JournalEvent, number>();
    const cause = event === 'node-renewing' ? (this.#swarm.get('rotation-batch') ?? 0) : latest(events, ofNodes[event]);
    // What has led to one thing leads to no other: a node that comes back later does so by itself.
    for (const led of ofNodes[event] ?? []) events.delete(led);
    if (event === 'node-removed' || event === 'node-status') this.#nodes.delete(nodeId);
    else this.#nodes.set(nodeId, events.set(event, seq));
    return cause;
  }
}

function latest(events: ReadonlyMap<JournalEvent, number>, wanted: readonly JournalEvent[] = []): number {
  return Math.max(0, ...wanted.map((event) => events.get(event) ?? 0));
}
