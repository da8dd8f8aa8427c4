import type { Clock } from '../clock/clock.ts';
import { LabProblem } from './problem.ts';

/** Those who wait until something is so, and look again whenever something has happened. */
export class Watchers {
  readonly #realTime: Clock;
  readonly #waiting = new Set<() => void>();
  #looking = false;

  constructor(realTime: Clock) {
    this.#realTime = realTime;
  }

  /** Something has happened. They look once it is done, and not in its midst; once for all that happens together. */
  look(): void {
    if (this.#looking || this.#waiting.size === 0) return;
    this.#looking = true;
    setImmediate(() => {
      this.#looking = false;
      for (const look of this.#waiting) look();
    });
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
        this.#waiting.delete(look);
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
      this.#waiting.add(look);
    });
  }
}
