import { Problem, reasonOf } from '@swarmpki/core/commands';
import { connectLab } from '@swarmpki/core/engine';
import type { EngineClient } from '@swarmpki/core/engine';
import { watchSwarm } from '@swarmpki/core/engine/watch';
import type { SwarmNews } from '@swarmpki/core/engine/watch';
import type { App } from './app.ts';
import type { State } from './state.ts';

/** How long until it is tried again to reach an engine that was not there, ms. */
const retryMs = 2_000;

/**
 * Follows a swarm for the screens, from when its engine is first reached until the program is left.
 *
 * @param connect reaches the engine; what it throws is shown, and it is tried again
 */
export async function followFor(
  app: App,
  connect: (note: (text: string) => void) => Promise<EngineClient>,
): Promise<void> {
  const { clock, store, ending } = app;
  while (!ending.signal.aborted) {
    try {
      const reach = (): Promise<EngineClient> => connect((text) => app.say('plain', text));
      await using client = await reach();
      const lab = await connectLab(client);
      const revive = async (): Promise<void> => {
        await using _ = await reach();
      };
      app.reached = { client, lab };
      store.receive((state) => ({
        ...state,
        engine: { ...state.engine, name: client.name, isLab: lab !== undefined },
      }));
      for await (const news of watchSwarm(client, { clock, signal: ending.signal, revive }))
        store.receive((state) => after(state, news));
    } catch (error) {
      if (ending.signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      store.receive((state) => ({ ...state, link: lost(error) }));
      await new Promise<void>((resolve) => {
        const timer = clock.after(retryMs, resolve);
        ending.signal.addEventListener('abort', () => (timer.cancel(), resolve()), { once: true });
      });
    }
  }
}

function after(state: State, news: SwarmNews): State {
  switch (news.kind) {
    case 'seen':
      return { ...state, sight: news.sight, link: { kind: 'live' } };
    case 'back':
      return { ...state, link: { kind: 'live' } };
    case 'lost':
      return { ...state, link: lost(news.problem) };
  }
}

function lost(error: unknown): State['link'] {
  return { kind: 'lost', reason: reasonOf(error), next: error instanceof Problem ? error.next : undefined };
}

const slowestMs = 10_000;
const fastestMs = 200;

/** Lets lab time go on in the picture: as often as a minute of it passes, and no oftener than can be seen. */
export function keepTime(app: App): void {
  const { clock, store, ending } = app;
  const tick = (): void => {
    if (ending.signal.aborted) return;
    store.receive((state) => ({ ...state, now: clock.now() }));
    clock.after(paceOf(store.state), tick);
  };
  tick();
}

function paceOf({ sight }: State): number {
  const lab = sight?.lab?.clock;
  if (lab === undefined || lab.Paused) return slowestMs;
  return Math.max(fastestMs, Math.min(slowestMs, 60_000 / Math.max(1, lab.Speed)));
}
