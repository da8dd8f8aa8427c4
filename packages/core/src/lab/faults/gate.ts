/** Something that lets pass, or holds back until it does again. */
export class Gate {
  readonly #waiting = new Set<() => void>();
  #isOpen = true;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  shut(): void {
    this.#isOpen = false;
  }

  /** Lets everybody pass who waits, in the order in which they came. */
  open(): void {
    this.#isOpen = true;
    for (const pass of this.#waiting) pass();
  }

  /** Waits until it is open, or for the signal. */
  async passed(signal?: AbortSignal): Promise<void> {
    const holds = (): boolean => !this.#isOpen && !signal?.aborted;
    while (holds()) {
      await new Promise<void>((resolve) => {
        const pass = (): void => {
          this.#waiting.delete(pass);
          signal?.removeEventListener('abort', pass);
          resolve();
        };
        this.#waiting.add(pass);
        signal?.addEventListener('abort', pass, { once: true });
      });
    }
  }
}
