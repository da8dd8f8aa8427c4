/** Tasks that are run before others of this process get their turn. */
const mostAtOnce = 100;

/**
 * Runs tasks in the order in which they came, each in a later turn of the event loop: whoever sends something never finds
 * it arriving while it still sends. However much there is to do, timers and sockets get their turn in between.
 */
export class Turns {
  #due: (() => void)[] = [];
  #next = 0;

  /** Runs a task soon, and never within this call. It must not throw. */
  soon(task: () => void): void {
    if (this.#due.push(task) === 1) setImmediate(this.#run);
  }

  readonly #run = (): void => {
    const end = Math.min(this.#due.length, this.#next + mostAtOnce);
    while (this.#next < end) this.#due[this.#next++]?.();
    if (this.#next < this.#due.length) {
      if (this.#next > this.#due.length / 2) this.#forgetDone();
      setImmediate(this.#run);
      return;
    }
    this.#due = [];
    this.#next = 0;
  };

  #forgetDone(): void {
    this.#due = this.#due.slice(this.#next);
    this.#next = 0;
  }
}
