import { EngineRefusal } from '../shapes/refused.ts';

/** What one request makes the server keep in memory: its body, then its answer until the client has taken it. */
export interface HeldBytes {
  /** @throws {EngineRefusal} when too much is kept for all clients together */
  take(bytes: number): void;
  /** Gives back all that was taken. */
  release(): void;
}

/** Counts what is kept for all clients together, and lets it grow no further than a limit. */
export class Holdings {
  readonly #most: number;
  #held = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** For one request. */
  open(): HeldBytes {
    let mine = 0;
    return {
      take: (bytes) => {
        // What is alone may be as large as it likes: somebody has to be able to read it.
        if (this.#held > mine && this.#held + bytes > this.#most) {
          throw new EngineRefusal(503, 'the engine holds too much for other clients at the moment', {
            next: 'Try again.',
          });
        }
        mine += bytes;
        this.#held += bytes;
      },
      release: () => {
        this.#held -= mine;
        mine = 0;
      },
    };
  }
}
