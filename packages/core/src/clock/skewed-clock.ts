import type { Clock } from './clock.ts';

/** The clock of one machine that goes wrong. */
export interface SkewedClock extends Clock {
  /** How far it is ahead of the right time, ms; negative when it is behind. */
  readonly offsetMs: number;
  /** Sets it wrong by another amount, or right with 0. Its time leaps; what has been set keeps its moment. */
  setOffset(milliseconds: number): void;
}

/**
 * A view of a clock that shows another time. Only what it shows is wrong: it runs as fast as the other, so a call is due
 * after as long a time, and by the same moment of the other.
 */
export function skewed(clock: Clock, offsetMs: number): SkewedClock {
  let offset = offsetMs;
  return {
    now: () => clock.now() + offset,
    after: (milliseconds, due, label) => clock.after(milliseconds, due, label),
    get offsetMs() {
      return offset;
    },
    setOffset: (milliseconds) => void (offset = milliseconds),
  };
}
