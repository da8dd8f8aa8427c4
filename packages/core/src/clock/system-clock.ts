import type { Clock, Timer } from './clock.ts';

/**
 * Long waits are slept through in naps, and the calendar is looked at after each. A timer of its own counts no time while
 * a laptop is suspended, and turns waits beyond 24.8 days into one millisecond; certificates renew after 45 to 72 days.
 */
const longestNap = 10 * 60_000;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, due) => new SystemTimer(milliseconds, due),
};

class SystemTimer implements Timer {
  readonly #due: () => unknown;
  readonly #dueAt: number;
  #timeout: NodeJS.Timeout;

  constructor(milliseconds: number, due: () => unknown) {
    this.#due = due;
    this.#dueAt = Date.now() + milliseconds;
    this.#timeout = this.#wait(milliseconds);
  }

  cancel(): void {
    clearTimeout(this.#timeout);
  }

  #wait(left: number): NodeJS.Timeout {
    if (left <= longestNap) return setTimeout(this.#due, Math.max(0, left));
    return setTimeout(() => (this.#timeout = this.#wait(this.#dueAt - Date.now())), longestNap);
  }
}
