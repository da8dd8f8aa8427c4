import type { Clock } from '../clock/clock.ts';

/** Of the time, no more than this part goes into looking. */
const mostOfTheTime = 0.1;

/**
 * Those who wait until something is so. They look after everything that happens, once it is done and not in its midst;
 * where there is much to look at and much happens, less often.
 */
export class Watchers {
  readonly #realTime: Clock;
  readonly #looks = new Set<() => void>();
  #isDue = false;
  /** Not before; ms, as `performance` counts them. */
  #next = 0;

  constructor(realTime: Clock) {
    this.#realTime = realTime;
  }

  /** @param look at whether it is so. @returns ends that */
  add(look: () => void): () => void {
    this.#looks.add(look);
    return () => this.#looks.delete(look);
  }

  /** Something has happened. */
  stir(): void {
    if (this.#isDue || this.#looks.size === 0) return;
    this.#isDue = true;
    const pause = this.#next - performance.now();
    if (pause > 0) this.#realTime.after(pause, this.#look);
    else setImmediate(this.#look);
  }

  readonly #look = (): void => {
    this.#isDue = false;
    const begun = performance.now();
    for (const look of this.#looks) look();
    const ended = performance.now();
    this.#next = ended + (ended - begun) / mostOfTheTime;
  };
}
