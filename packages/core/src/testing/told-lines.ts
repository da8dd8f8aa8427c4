/** Lines that a test tells, to whoever listens at the time; an error ends them. */
export class ToldLines<Line> {
  readonly #listeners = new Set<(line: Line | Error) => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  tell(line: Line | Error): void {
    for (const listener of this.#listeners) listener(line);
  }

  async *listen(signal: AbortSignal, first: readonly Line[] = []): AsyncGenerator<Line, void> {
    const queue: (Line | Error)[] = [...first];
    let wake = (): void => undefined;
    const listener = (line: Line | Error): void => {
      queue.push(line);
      wake();
    };
    this.#listeners.add(listener);
    const onAbort = (): void => wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        const next = queue.shift();
        if (next instanceof Error) throw next;
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', onAbort);
    }
  }
}
