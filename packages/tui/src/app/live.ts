import { Problem } from '@swarmpki/core/commands';
import type { App } from './app.ts';
import type { Reached } from './deeds.ts';
import type { Live } from './screen.ts';

/** What is shown may be asked for anew so often at most, ms. */
const leastMs = 500;
/** What has failed is asked for again after twice as long each time, and after so long at most, ms. */
const mostMs = 10_000;

/** Of whom something is asked, for which screen. */
interface Asked {
  readonly reached: Reached;
  readonly screen: string;
  readonly key: string;
  /** The user has come for it. */
  readonly isAsked: boolean;
}

/** What could not be loaded, how often, and until when it is not asked for again: real time, ms since epoch. */
interface Failure {
  readonly key: string;
  readonly times: number;
  readonly until: number;
}

/**
 * Asks for what the screen that is shown needs beyond the sight of the swarm, whenever that is another thing, until the
 * program is left. Nothing is asked for a screen that nobody sees.
 */
export function keepLive(app: App): void {
  const { store, ending } = app;
  let loaded: string | undefined;
  /** Of the last answer: what has come without an act of the user since then is news, and is gathered with others. */
  let acts = -1;
  let isBusy = false;
  let failure: Failure | undefined;
  let wasLive = false;

  const show = (id: string, next: (own: unknown) => unknown, isAsked: boolean): void => {
    if (isAsked) app.change(id, next);
    else app.receive(id, next);
    acts = store.acts;
  };

  const look = (): void => {
    const isLive = store.state.link.kind === 'live';
    // Whoever is back is asked at once.
    if (isLive && !wasLive) failure = undefined;
    wasLive = isLive;
    if (isBusy || ending.signal.aborted || app.reached === undefined) return;
    const { screen, view } = app.now();
    const live = screen.live?.(view);
    const { reached } = app;
    const key = live && `${reached.client.name} ${screen.id} ${live.key}`;
    if (live === undefined || key === undefined || key === loaded) return;
    if (failure?.key === key && app.clock.now() < failure.until) return;
    isBusy = true;
    loaded = key;
    const isAsked = store.acts !== acts;
    void ask(live, { reached, screen: screen.id, key, isAsked });
  };

  const ask = async (live: Live<unknown>, { reached, screen, key, isAsked }: Asked): Promise<void> => {
    try {
      const next = await live.load(reached, ending.signal);
      failure = undefined;
      // What another engine answered is of no use here.
      if (app.reached === reached) show(screen, next, isAsked);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const times = failure?.key === key ? failure.times + 1 : 1;
      const wait = Math.min(mostMs, leastMs * 2 ** times);
      failure = { key, times, until: app.clock.now() + wait };
      loaded = undefined;
      app.later(wait, look);
      // That it goes on is no news.
      if (app.reached === reached && times === 1) app.say('bad', error.message);
    } finally {
      app.later(leastMs, () => {
        isBusy = false;
        look();
      });
    }
  };
  ending.signal.addEventListener('abort', store.subscribe(look), { once: true });
}
