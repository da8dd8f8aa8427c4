import { Agent } from 'node:http';
import type { ClientRequestArgs } from 'node:http';
import { Duplex } from 'node:stream';
import { reasonOf } from '../../../problem.ts';
import type { Dial } from '../transport/dial.ts';

type OnConnection = (error: Error | null, stream: Duplex) => void;

/** Connections to one engine. */
export class EngineAgent extends Agent {
  readonly #dial: Dial;
  readonly #ending = new AbortController();

  /** @param keepAlive whether connections are used again */
  constructor(dial: Dial, { keepAlive }: { readonly keepAlive: boolean }) {
    super({ keepAlive, maxFreeSockets: 2 });
    this.#dial = dial;
  }

  override createConnection(_options: ClientRequestArgs, done?: OnConnection): undefined {
    void this.#open(done);
  }

  /** Ends all connections, those that are only being opened too. */
  override destroy(reason?: Error): void {
    this.#ending.abort(reason);
    super.destroy();
  }

  async #open(done: OnConnection | undefined): Promise<void> {
    let stream;
    try {
      stream = await this.#dial(this.#ending.signal);
    } catch (error) {
      // What comes with an error is not looked at.
      return done?.(error instanceof Error ? error : new Error(reasonOf(error)), new Duplex());
    }
    return done?.(null, stream);
  }
}
