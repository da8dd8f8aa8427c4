import { Problem, reasonOf, stopWords } from '@swarmpki/core/commands';
import type { Clock } from '@swarmpki/core/commands';
import { connectLab } from '@swarmpki/core/engine';
import type { EngineClient } from '@swarmpki/core/engine';
import { watchSwarm } from '@swarmpki/core/engine/watch';
import type { SwarmNews, SwarmSight } from '@swarmpki/core/engine/watch';
import type { App } from './app.ts';
import type { Target } from './engines.ts';
import type { State, Toast } from './state.ts';

/** How long until it is tried again to reach an engine that was not there, ms. */
const retryMs = 2_000;

/** Follows whichever swarm is to be shown, until the program is left. @param first before another one is chosen */
export async function followFor(app: App, first: Target): Promise<void> {
  while (!app.ending.signal.aborted) {
    await follow(app, app.wanted ?? first, AbortSignal.any([app.ending.signal, app.leaving.signal]));
  }
}

/** Follows one, from when its engine is first reached; what goes wrong is shown, and it is tried again. */
async function follow(app: App, target: Target, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(app, target, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      app.store.receive((state) => ({ ...state, link: lost(error) }));
      await pause(app.clock, retryMs, signal);
    }
  }
}

async function followOnce(app: App, { connect }: Target, signal: AbortSignal): Promise<void> {
  const { clock, store } = app;
  const { changes } = app.jobs;
  const reach = (): Promise<EngineClient> =>
    connect((text) => {
      if (!signal.aborted) app.say('plain', text);
    });
  await using client = await reach();
  // Whoever leaves waits for none of its answers.
  const leave = (): void => void client[Symbol.asyncDispose]();
  signal.addEventListener('abort', leave, { once: true });
  try {
    const lab = await connectLab(client);
    if (signal.aborted) return;
    const revive = async (): Promise<void> => {
      await using _ = await reach();
    };
    app.reached = { client, lab };
    const isLab = lab !== undefined;
    store.receive((state) => ({ ...state, engine: { ...state.engine, name: client.name, isLab } }));
    for await (const news of watchSwarm(client, { clock, signal, revive, changes })) {
      if (signal.aborted) continue;
      // The first sight is what was waited for; all that follows is news.
      const tell = store.state.sight === undefined ? store.update : store.receive;
      tell((state) => after(state, news));
    }
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = clock.after(ms, resolve);
  const leave = (): void => resolve();
  signal.addEventListener('abort', leave, { once: true });
  await promise;
  timer.cancel();
  signal.removeEventListener('abort', leave);
}

function after(state: State, news: SwarmNews): State {
  switch (news.kind) {
    case 'seen':
      return {
        ...state,
        sight: news.sight,
        link: { kind: 'live' },
        toast: stopToast(state, news.sight) ?? state.toast,
      };
    case 'back':
      return { ...state, link: { kind: 'live' } };
    case 'lost':
      return { ...state, link: lost(news.problem) };
  }
}

/** That lab time has stopped by itself is said on every screen, once. */
function stopToast({ sight: before }: State, { lab }: SwarmSight): Toast | undefined {
  const stopped = lab?.clock.Stopped;
  if (stopped === undefined || before?.lab === undefined || before.lab.clock.Stopped !== undefined) return undefined;
  return { tone: 'plain', text: `lab time has stopped at ${stopWords(stopped)}` };
}

function lost(error: unknown): State['link'] {
  return { kind: 'lost', reason: reasonOf(error), next: error instanceof Problem ? error.next : undefined };
}

const slowestMs = 10_000;
const fastestMs = 200;

/**
 * Lets lab time go on in the picture: as often as a minute of it passes, and no oftener than can be seen. It follows at once
 * when lab time is made to pass at another speed.
 */
export function keepTime({ clock, store, ending }: App): void {
  let pace: number;
  let next: ReturnType<typeof clock.after> | undefined;
  const tick = (): void => {
    next?.cancel();
    pace = paceOf(store.state);
    next = clock.after(pace, tick);
    store.receive((state) => ({ ...state, now: clock.now() }));
  };
  tick();
  const end = store.subscribe(() => {
    if (paceOf(store.state) !== pace) tick();
  });
  const leave = (): void => {
    end();
    next?.cancel();
  };
  ending.signal.addEventListener('abort', leave, { once: true });
}

function paceOf({ sight }: State): number {
  const lab = sight?.lab?.clock;
  if (lab === undefined || lab.Paused) return slowestMs;
  return Math.max(fastestMs, Math.min(slowestMs, 60_000 / Math.max(1, lab.Speed)));
}
