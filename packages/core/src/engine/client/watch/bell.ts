import type { Clock } from '../../../clock/clock.ts';

/** Rung any number of times, it is answered once. */
export class Bell {
  #isRung = false;
  #answer: (() => void) | undefined;

  ring(): void {
    this.#isRung = true;
    this.#answer?.();
  }

  /** Waits until it rings, which it may have done already, or until so much time has passed, or for the signal. */
  async rung(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#isRung) {
      await pause(clock, milliseconds, signal, (answer) => {
        this.#answer = answer;
      });
      this.#answer = undefined;
    }
    this.#isRung = false;
  }
}

/**
 * Waits, or until the signal.
 *
 * @param milliseconds by the clock
 * @param begin gets what ends the wait early
 */
export function pause(
  clock: Clock,
  milliseconds: number,
  signal: AbortSignal,
  begin?: (end: () => void) => void,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      timer.cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.after(milliseconds, end);
    signal.addEventListener('abort', end, { once: true });
    begin?.(end);
  });
}
