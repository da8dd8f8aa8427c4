import type { EngineClient } from '../../packages/core/src/engine/client/engine-client.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { App } from '../../packages/tui/src/app/app.ts';
import { press } from '../../packages/tui/src/app/dispatch.ts';
import { Jobs } from '../../packages/tui/src/app/jobs.ts';
import { keepLive } from '../../packages/tui/src/app/live.ts';
import { followFor, keepTime } from '../../packages/tui/src/app/session.ts';
import type { State } from '../../packages/tui/src/app/state.ts';
import { Store } from '../../packages/tui/src/app/store.ts';
import { screens } from '../../packages/tui/src/screens/index.ts';
import { beginning } from '../../packages/tui/src/testing/state.ts';
import { eventually } from './eventually.ts';

/** All of the screens but a terminal: they follow an engine, and keys are pressed. */
export class Screens implements AsyncDisposable {
  readonly app: App;
  readonly #following: Promise<void>;

  constructor(client: EngineClient) {
    const store = new Store<State>(beginning({ now: Date.now() }), systemClock);
    const runLine = async (): Promise<number> => 0;
    this.app = new App({ store, jobs: new Jobs(store, runLine), screens, clock: systemClock, write: () => undefined });
    keepTime(this.app);
    keepLive(this.app);
    this.#following = followFor(this.app, { engine: store.state.engine, connect: async () => client });
  }

  get state(): State {
    return this.app.store.state;
  }

  press(...keys: readonly string[]): void {
    for (const key of keys) press(this.app, key);
  }

  /** Waits until something is so. */
  until<Result>(what: string, look: (state: State) => Result | undefined): Promise<Result> {
    return eventually(what, () => look(this.state), { everyMs: 10 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.app.quit();
    this.app.store.close();
    await this.#following;
  }
}
