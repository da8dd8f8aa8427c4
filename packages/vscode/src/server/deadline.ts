import type { Clock } from './clock.ts';

/** One moment to come, or none: there is never more than one timer, and none while nothing is due. */
export class Deadline {
  readonly #clock: Clock;
  readonly #due: () => void;
  #callOff: (() => void) | undefined;

  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Takes the place of the moment before. @param at ms since epoch; `undefined` for none */
  set(at: number | undefined): void {
    this.#callOff?.();
    this.#callOff = at === undefined ? undefined : this.#wait(at);
  }

  #wait(at: number): () => void {
    return this.#clock.after(Math.max(0, at - this.#clock.now()), () => {
      // A timer has a longest delay, and clocks are set.
      if (this.#clock.now() < at) this.set(at);
      else {
        this.#callOff = undefined;
        this.#due();
      }
    });
  }
}
