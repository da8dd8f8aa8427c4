import type { Clock } from './clock.ts';

/**
 * Long waits are slept through in naps, and the calendar is looked at after each. A timer of its own counts no time while
 * a laptop is suspended, and turns waits beyond 24.8 days into one millisecond; certificates renew after 45 to 72 days.
 */
const longestNap = 10 * 60_000;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, due) {
    let timeout: NodeJS.Timeout;
    const dueAt = Date.now() + milliseconds;
    const wait = (left: number): void => {
      timeout =
        left > longestNap ? setTimeout(() => wait(dueAt - Date.now()), longestNap) : setTimeout(due, Math.max(0, left));
    };
    wait(milliseconds);
    return { cancel: () => clearTimeout(timeout) };
  },
};
