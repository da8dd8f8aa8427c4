import { Problem } from '@swarmpki/core/commands';
import type { App } from './app.ts';

/** What is shown may be asked for anew so often at most, ms. */
const leastMs = 500;

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

  const show = (id: string, next: (own: unknown) => unknown, isAsked: boolean): void => {
    if (isAsked) app.change(id, next);
    else app.receive(id, next);
    acts = store.acts;
  };

  const look = (): void => {
    if (isBusy || ending.signal.aborted || app.reached === undefined) return;
    const { screen, view } = app.now();
    const live = screen.live?.(view);
    const { reached } = app;
    const key = live && `${reached.client.name} ${screen.id} ${live.key}`;
    if (live === undefined || key === loaded) return;
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
          if (app.reached === reached) app.say('bad', error.message);
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
