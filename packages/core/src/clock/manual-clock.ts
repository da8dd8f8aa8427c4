import type { Clock } from './clock.ts';
import { TimerQueue } from './timer-queue.ts';

/** A clock that stands still until it is moved. It waits for no work: what moves by it is real time, driven by hand. */
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
  const timers = new TimerQueue();
  let now = start;
  return {
    now: () => now,
    after: (milliseconds, due, label) => timers.add(now + Math.max(0, milliseconds), due, label),
    advance(milliseconds) {
      const target = now + milliseconds;
      for (let { first } = timers; first !== undefined && first.at <= target; { first } = timers) {
        first.cancel();
        now = first.at;
        first.due();
      }
      now = target;
    },
    get pending() {
      return timers.size;
    },
  };
}
