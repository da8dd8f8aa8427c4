import type { Clock } from '../clock/clock.ts';
import { LabProblem } from './problem.ts';

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

  /** Something has happened. */
  stir(): void {
    if (this.#isDue || this.#looks.size === 0) return;
    this.#isDue = true;
    const pause = this.#next - performance.now();
    if (pause > 0) this.#realTime.after(pause, this.#look);
    else setImmediate(this.#look);
  }

  /**
   * Waits until something is so.
   *
   * @param what names it, for the error
   * @throws {LabProblem} `timeout`
   */
  async until(what: string, holds: () => boolean, timeoutMs: number): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const end = (outcome: () => void): void => {
        timer.cancel();
        this.#looks.delete(look);
        outcome();
      };
      const look = (): void => {
        try {
          if (holds()) end(resolve);
        } catch (error) {
          end(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      const late = new LabProblem('timeout', `${what}: not within ${timeoutMs / 1000} s`);
      const timer = this.#realTime.after(timeoutMs, () => end(() => reject(late)));
      this.#looks.add(look);
    });
  }

  readonly #look = (): void => {
    this.#isDue = false;
    const begun = performance.now();
    for (const look of this.#looks) look();
    const ended = performance.now();
    this.#next = ended + (ended - begun) / mostOfTheTime;
  };
}
