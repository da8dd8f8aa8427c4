import type { Clock, Timer } from './clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /**
   * Moves on, calling back whatever falls due, each at its own moment and in order.
   *
   * @param milliseconds how far
   */
  advance(milliseconds: number): void;
  /** Calls that are not yet due. */
  readonly pending: number;
}

/**
 * Makes a clock for driving time by hand.
 *
 * @param start ms since epoch
 */
export function manualClock(start: number): ManualClock {
  interface Due extends Timer {
    readonly at: number;
    readonly call: () => void;
  }
  const waiting = new Set<Due>();
  let now = start;

  const earliest = (until: number): Due | undefined => {
    let first: Due | undefined;
    for (const due of waiting) if (due.at <= until && (first === undefined || due.at < first.at)) first = due;
    return first;
  };
  return {
    now: () => now,
    after(milliseconds, call) {
      const due: Due = { at: now + Math.max(0, milliseconds), call, cancel: () => void waiting.delete(due) };
      waiting.add(due);
      return due;
    },
    advance(milliseconds) {
      const target = now + milliseconds;
      for (let due = earliest(target); due !== undefined; due = earliest(target)) {
        waiting.delete(due);
        now = due.at;
        due.call();
      }
      now = target;
    },
    get pending() {
      return waiting.size;
    },
  };
}
