/** What a sequence is made of. */
export interface Source<Message> {
  /** Waits for the next message; `undefined` when there is none any more. Called by one reader at a time. */
  next(): Promise<Message | undefined>;
  /**
   * Called once: after the last message, after an error, or when nobody wants the rest. A message may be waited for then;
   * what comes of that nobody hears.
   */
  end(): void;
}

/**
 * A sequence of messages that begins with the first one that is wanted. It is what a generator function would make, and
 * keeps neither what was asked nor what it has given while it waits for the next message: of ten thousand sessions that
 * would be a lot.
 */
export class Sequence<Message> implements AsyncGenerator<Message, void> {
  #begin: (() => Source<Message>) | undefined;
  #source: Source<Message> | undefined;

  constructor(begin: () => Source<Message>) {
    this.#begin = begin;
  }

  next(): Promise<IteratorResult<Message, void>> {
    let source: Source<Message> | undefined;
    try {
      source = this.#begun();
    } catch (error) {
      return this.throw(error);
    }
    if (source === undefined) return this.return();
    return source.next().then(
      (value) => (value === undefined ? this.return() : { done: false, value }),
      (error: unknown) => this.throw(error),
    );
  }

  async return(): Promise<IteratorResult<Message, void>> {
    this.#end();
    return over;
  }

  async throw(error: unknown): Promise<IteratorResult<Message, void>> {
    this.#end();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end();
  }

  #begun(): Source<Message> | undefined {
    const begin = this.#begin;
    this.#begin = undefined;
    if (begin) this.#source = begin();
    return this.#source;
  }

  #end(): void {
    const source = this.#source;
    this.#begin = undefined;
    this.#source = undefined;
    source?.end();
  }
}

const over = { done: true, value: undefined } as const;
