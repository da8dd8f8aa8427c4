import { boolean, integer, list, object, omitEmpty, record, text } from '../codec.ts';
import type { ValueOf } from '../codec.ts';

/** A line of the timeline. */
export const labJournalEntry = object({
  /** Rises, and is never used again. */
  Seq: integer,
  /** Lab time, ms since epoch. */
  At: integer,
  /** `node-accepted`, `rotation-started`, … */
  Event: text,
  /** The node that it happened to. */
  ID: omitEmpty(text),
  Name: omitEmpty(text),
  Detail: omitEmpty(record(text)),
  /** The `Seq` of what led to it, as far as the timeline tells. */
  Cause: omitEmpty(integer),
});
export type LabJournalEntry = ValueOf<typeof labJournalEntry>;

/** `GET /lab/v1/journal` */
export const labJournal = object({
  Entries: list(labJournalEntry),
  /** There are more behind the last of them. */
  More: omitEmpty(boolean),
});
export type LabJournal = ValueOf<typeof labJournal>;
