import { Problem } from '@swarmpki/core/commands';
import type { App } from './app.ts';
import type { Reached } from './deeds.ts';

/** What is shown may be asked for anew so often at most, ms. */
const leastMs = 500;
/** How long until what could not be had is asked for again, ms: doubled with every failure. */
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/** What could not be had. */
interface Failure {
  readonly key: string;
  readonly message: string;
  readonly waitMs: number;
  isDue: boolean;
}

/**
 * Asks for what the screen that is shown needs beyond the sight of the swarm, whenever that is another thing, until the
 * program is left. Nothing is asked for a screen that nobody sees. What could not be had is asked for again after a while,
 * and at once when the engine is back.
 */
export function keepLive(app: App): void {
  const { store, ending } = app;
  let loaded: string | undefined;
  /** Of whom {@link loaded} is. */
  let of: Reached | undefined;
  let failed: Failure | undefined;
  let wasLive = true;
  /** Of the last answer: what has come without an act of the user since then is news, and is gathered with others. */
  let acts = -1;
  let isBusy = false;

  const show = (id: string, next: (own: unknown) => unknown, isAsked: boolean): void => {
    failed = undefined;
    if (isAsked) app.change(id, next);
    else app.receive(id, next);
    acts = store.acts;
  };

  const fail = (key: string, message: string): void => {
    const before = failed?.key === key ? failed : undefined;
    const waitMs = before === undefined ? firstRetryMs : Math.min(longestRetryMs, 2 * before.waitMs);
    const failure = { key, message, waitMs, isDue: false };
    failed = failure;
    loaded = undefined;
    app.later(waitMs, () => {
      failure.isDue = true;
      look();
    });
    // It has been said, and may have been read.
    if (before?.message !== message) app.say('bad', message);
  };

  /** Takes note of what has become of the engine. */
  const follow = (): void => {
    if (app.reached !== of) [of, loaded, failed] = [app.reached, undefined, undefined];
    const isLive = store.state.link.kind === 'live';
    if (isLive && !wasLive && failed !== undefined) failed.isDue = true;
    wasLive = isLive;
  };

  const look = (): void => {
    follow();
    if (isBusy || ending.signal.aborted || app.reached === undefined) return;
    const { screen, view } = app.now();
    const live = screen.live?.(view);
    const { reached } = app;
    const key = live && `${screen.id} ${live.key}`;
    if (live === undefined || key === undefined || key === loaded) return;
    if (failed?.key === key && (!failed.isDue || store.state.link.kind === 'lost')) return;
    isBusy = true;
    loaded = key;
    const isAsked = store.acts !== acts;
    void live
      .load(reached, ending.signal)
      .then(
        // What another engine answered is of no use here.
        (next) => (app.reached === reached ? show(screen.id, next, isAsked) : undefined),
        (error: unknown) => {
          if (!(error instanceof Problem)) throw error;
          if (app.reached === reached) fail(key, error.message);
        },
      )
      .finally(() => {
        app.later(leastMs, () => {
          isBusy = false;
          look();
        });
      });
  };
  ending.signal.addEventListener('abort', store.subscribe(look), { once: true });
}
