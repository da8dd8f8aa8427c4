import type { Clock } from '../../clock/clock.ts';
import { pause } from '../../clock/pause.ts';

/** Rung any number of times, it is answered once. */
export class Bell {
  #isRung = false;
  #answer: (() => void) | undefined;

  ring(): void {
    this.#isRung = true;
    this.#answer?.();
  }

  /**
   * Waits until it rings, which it may have done already, or until so much time has passed, or for the signal.
   *
   * @param milliseconds by the clock; without them only the bell and the signal count
   */
  async rung(clock: Clock, milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    if (!this.#isRung) {
      await pause(clock, milliseconds, signal, (answer) => {
        this.#answer = answer;
      });
      this.#answer = undefined;
    }
    this.#isRung = false;
  }
}
