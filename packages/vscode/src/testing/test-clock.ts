import type { Clock } from '../server/clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until it is told to go on. */
export class TestClock implements Clock {
  #now: number;
  readonly #longestDelay: number;
  readonly #timers = new Set<Timer>();

  /** @param longestDelay timers of a longer one fire after this, ms */
  constructor(now: number, longestDelay = Number.POSITIVE_INFINITY) {
    this.#now = now;
    this.#longestDelay = longestDelay;
  }

  /** How many are armed. */
  get timers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.min(ms, this.#longestDelay), run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass, and what becomes due run at its moment. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}
