import type { LabClockState } from '../shapes/extension/clock.ts';
import type { LabJournalEntry } from '../shapes/extension/journal.ts';
import type { LabSwarm } from '../shapes/extension/rotation.ts';
import type { Info } from '../shapes/info.ts';
import type { Swarm } from '../shapes/swarm.ts';
import type { NodeSight } from './node-sight.ts';

/** What only a lab shows. */
export interface LabSight {
  /** All that had happened by this version is known. */
  readonly version: number;
  readonly clock: LabClockState;
  readonly swarm: LabSwarm;
  /** The end of the timeline, the oldest first. What was before is in `GET /lab/v1/journal`. */
  readonly journal: readonly LabJournalEntry[];
}

/** A swarm as one of its engines shows it. It never changes: another one follows. */
export interface SwarmSight {
  /** The engine, as it was when the swarm itself changed last. */
  readonly info: Info;
  /** Only a manager shows it. */
  readonly swarm: Swarm | undefined;
  /** Why a manager does not show it: it has no leader, for one. */
  readonly refusal: string | undefined;
  /** By their ids. */
  readonly nodes: ReadonlyMap<string, NodeSight>;
  /** Only of a lab with a swarm. */
  readonly lab: LabSight | undefined;
}

/** A swarm as it is from now on, and what of its nodes is otherwise than in the sight before. */
export interface Seen {
  readonly sight: SwarmSight;
  /** Ids of nodes that are new, or not as they were. */
  readonly changed: readonly string[];
  /** Ids of nodes that are there no more. */
  readonly gone: readonly string[];
}
