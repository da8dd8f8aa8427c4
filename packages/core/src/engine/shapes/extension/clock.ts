import { boolean, integer, list, object, omitEmpty, optional, text, word } from '../codec.ts';
import type { ValueOf } from '../codec.ts';

/** At what lab time stops by itself, once: at `nothing` where that is taken back. */
export const clockStop = object({
  What: word<'renewal' | 'expiry' | 'rotation' | 'event' | 'moment' | 'nothing'>('nothing'),
  /** `renewal`, `expiry`: of that node; left out, of any. Where time has stopped: whom it happened to. */
  ID: omitEmpty(text),
  Name: omitEmpty(text),
  /** `event`: as the timeline names it. */
  Event: omitEmpty(text),
  /** `moment`: which; `expiry`: when the next one is, as far as anything is going to expire. */
  At: optional(integer),
});
export type ClockStop = ValueOf<typeof clockStop>;

/** Lab time. All moments are ms since epoch, all durations ms. */
export const labClock = object({
  /** Lab time at the moment {@link Real}. */
  Now: integer,
  /** Real time of this answer: from both, whoever shows the clock counts on. */
  Real: integer,
  /** Lab time that passes in as much real time. */
  Speed: integer,
  Paused: omitEmpty(boolean),
  /** Where the farthest of the jumps under way leads. */
  JumpingTo: optional(integer),
  /** What happens next by itself. */
  Next: optional(
    object({
      At: integer,
      /** A noun: `renewal`. */
      What: text,
      /** The node whom it happens to. */
      ID: text,
      Name: text,
    }),
  ),
  /** Time has gone on without work that had hit its deadline; so much has passed since the oldest of it was due. */
  BehindMs: omitEmpty(integer),
  /** Work that time waits for, or has gone on without; the first sixteen. */
  WaitsFor: omitEmpty(list(object({ What: text, ID: text, DueAt: integer, Overdue: omitEmpty(boolean) }))),
  /** How much of it there is. */
  Unsettled: omitEmpty(integer),
  /** At what it is going to stop. */
  Until: optional(clockStop),
  /** At what it has stopped, as long as it stands there. */
  Stopped: optional(clockStop),
});
export type LabClockState = ValueOf<typeof labClock>;

/** `POST /lab/v1/clock`: what is to become of lab time, in this order. What is left out stays as it is. */
export const clockChange = object({
  Paused: optional(boolean),
  /** 1 to 1 000 000 */
  Speed: optional(integer),
  /** Ahead to a moment. */
  JumpTo: optional(integer),
  /** Ahead by so much. */
  JumpBy: optional(integer),
  /** At what time stops by itself, in place of what was said before. What comes with a jump ends with it. */
  Until: optional(clockStop),
  /** Ahead to what happens next by itself. */
  JumpToNext: omitEmpty(boolean),
});
export type ClockChange = ValueOf<typeof clockChange>;
