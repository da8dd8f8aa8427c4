/** Something that lets pass, or holds back until it does again. */
export class Gate {
  /** Made when somebody has to wait: mostly nobody ever has. */
  #waiting: Set<() => void> | undefined;
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
    for (const pass of this.#waiting ?? []) pass();
  }

  /** Waits until it is open, or for the signal. */
  async passed(signal?: AbortSignal): Promise<void> {
    const holds = (): boolean => !this.#isOpen && !signal?.aborted;
    while (holds()) {
      const waiting = (this.#waiting ??= new Set());
      await new Promise<void>((resolve) => {
        const pass = (): void => {
          waiting.delete(pass);
          signal?.removeEventListener('abort', pass);
          resolve();
        };
        waiting.add(pass);
        signal?.addEventListener('abort', pass, { once: true });
      });
    }
  }
}
