import type { CancellationToken } from 'vscode-languageserver';
import type { Clock } from './clock.ts';
import { Deadline } from './deadline.ts';

/** Whoever types has stopped when this has passed: ms. What is known of relations is worked out then, and not for each key. */
const pauseInTyping = 200;
/** Documents are opened together when a window is: ms. */
const pauseInOpening = 20;

/** Says when edits have settled. */
export class Settling {
  readonly #clock: Clock;
  readonly #deadline: Deadline;
  #waiting: (() => void)[] = [];
  #isUnsettled = false;

  /** @param settled called once after each row of edits */
  constructor(clock: Clock, settled: () => void) {
    this.#clock = clock;
    this.#deadline = new Deadline(clock, () => {
      this.#isUnsettled = false;
      settled();
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resume of waiting) resume();
    });
  }

  /** Somebody types. */
  edited(): void {
    this.#wait(pauseInTyping);
  }

  /** A document has come or gone. */
  opened(): void {
    if (!this.#isUnsettled) this.#wait(pauseInOpening);
  }

  #wait(ms: number): void {
    this.#isUnsettled = true;
    this.#deadline.set(this.#clock.now() + ms);
  }

  /** Resolves when nothing is edited any more; at once if nothing is. @returns whether the request is still wanted */
  async settled(token: CancellationToken): Promise<boolean> {
    if (this.#isUnsettled) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return !token.isCancellationRequested;
  }

  /** Whoever waits is let go. */
  end(): void {
    this.#deadline.set(undefined);
    this.#isUnsettled = false;
    for (const resume of this.#waiting) resume();
    this.#waiting = [];
  }
}
