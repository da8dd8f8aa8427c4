import { Problem } from '@swarmpki/core/commands';
import type { App } from './app.ts';

/** What is shown may be asked for anew so often at most, ms. */
const leastMs = 500;

/**
 * Asks for what the screen that is shown needs beyond the sight of the swarm, whenever that is another thing, until the
 * program is left. Nothing is asked for a screen that nobody sees.
 */
export function keepLive(app: App): void {
  const { store, clock, ending } = app;
  let loaded: string | undefined;
  let isBusy = false;

  const look = (): void => {
    if (isBusy || ending.signal.aborted || app.reached === undefined) return;
    const { screen, view } = app.now();
    const live = screen.live?.(view);
    const { reached } = app;
    const key = live && `${reached.client.name} ${screen.id} ${live.key}`;
    if (live === undefined || key === loaded) return;
    isBusy = true;
    loaded = key;
    void live
      .load(reached, ending.signal)
      .then(
        // What another engine answered is of no use here.
        (next) => (app.reached === reached ? app.receive(screen.id, next) : undefined),
        (error: unknown) => {
          if (!(error instanceof Problem)) throw error;
          if (app.reached === reached) app.say('bad', error.message);
        },
      )
      .finally(() => {
        clock.after(leastMs, () => {
          isBusy = false;
          look();
        });
      });
  };
  ending.signal.addEventListener('abort', store.subscribe(look), { once: true });
}
