import { boolean, integer, list, object, omitEmpty, optional, text } from '../codec.ts';
import type { ValueOf } from '../codec.ts';
import { labClock } from './clock.ts';
import { labJournalEntry } from './journal.ts';
import { labNodeRow } from './node-row.ts';
import { labSwarm } from './rotation.ts';

/** A line of `GET /lab/v1/changes`: what is otherwise now than in the lines before. */
export const labChange = object({
  /** Whoever has read so far knows all that had happened by this version. */
  Version: integer,
  /** Nothing that was known before counts: what follows, up to a line without {@link More}, is all there is. */
  Whole: omitEmpty(boolean),
  /** The rest follows at once. */
  More: omitEmpty(boolean),
  /** Rows, whole, of nodes that are new or changed. */
  Nodes: omitEmpty(list(labNodeRow)),
  /** Ids of nodes that are gone. */
  Removed: omitEmpty(list(text)),
  Swarm: optional(labSwarm),
  Clock: optional(labClock),
  /** What was added to the timeline. A `Seq` that is missing in between is in `GET /lab/v1/journal`. */
  Journal: omitEmpty(list(labJournalEntry)),
});
export type LabChange = ValueOf<typeof labChange>;
