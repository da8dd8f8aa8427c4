import { HttpEngineClient, systemClock } from '@swarmpki/core/engine';
import type { EngineClient, Problem } from '@swarmpki/core/engine';
import { watchSwarm } from '@swarmpki/core/engine/watch';
import type { Seen, SwarmSight } from '@swarmpki/core/engine/watch';
import type { EnginePlace } from '../../packages/vscode/src/client/engines/place.ts';
import type { ShownSwarm } from '../../packages/vscode/src/client/engines/shown-swarm.ts';

/** An engine at a socket as the extension shows it, watched from the beginning to its end. */
export class WatchedSwarm implements ShownSwarm, AsyncDisposable {
  readonly place: EnginePlace;
  readonly name = 'watched';
  readonly isStopped = false;
  sight: SwarmSight | undefined;
  problem: Problem | undefined;
  readonly #path: string;
  readonly #listeners = new Set<(seen: Seen | undefined) => void>();
  readonly #ending = new AbortController();
  readonly #watching: Promise<void>;

  /** @param path of the engine's socket */
  constructor(place: EnginePlace, path: string) {
    this.place = place;
    this.#path = path;
    this.#watching = this.#watch();
  }

  get id(): string {
    return JSON.stringify(this.place);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#ending;
    await using engine = this.#client();
    for await (const news of watchSwarm(engine, { clock: systemClock, signal })) {
      if (news.kind === 'seen') this.sight = news.sight;
      this.problem = news.kind === 'lost' ? news.problem : undefined;
      for (const listener of this.#listeners) listener(news.kind === 'seen' ? news : undefined);
    }
  }

  #client(): HttpEngineClient {
    return new HttpEngineClient({ address: { kind: 'unix', path: this.#path } });
  }

  async connect(): Promise<EngineClient> {
    return this.#client();
  }

  onDidChange(listener: (seen: Seen | undefined) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  retry(): void {
    // It is looked at all the time.
  }

  /** Waits until what is seen is so, and answers what that is found to be. */
  async until<Found>(find: (sight: SwarmSight) => Found | undefined, withinMs = 60_000): Promise<Found> {
    const deadline = AbortSignal.timeout(withinMs);
    for (;;) {
      const found = this.sight && find(this.sight);
      if (found !== undefined) return found;
      await new Promise<void>((resolve, reject) => {
        const listening = this.onDidChange(() => {
          listening.dispose();
          resolve();
        });
        deadline.addEventListener('abort', () => reject(new Error('it was not seen in time')), { once: true });
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#watching;
  }
}
