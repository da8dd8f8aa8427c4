import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../core/src/clock/manual-clock.ts';
import { beginning } from '../testing/state.ts';
import { App } from './app.ts';
import { Jobs } from './jobs.ts';
import { keepLive } from './live.ts';
import { screen } from './screen.ts';
import type { State } from './state.ts';
import { Store } from './store.ts';

/** As for somebody who listens: what nobody asked for is gathered for so long, ms. */
const gatheredMs = 10_000;

interface Own {
  readonly loaded: string;
}

/** A screen that asks for something whenever the engine has another name, or its own subject is another. */
const asking = screen<Own>({
  id: 'asking',
  crumbs: () => [],
  initial: { loaded: '' },
  bindings: [],
  render: () => undefined,
  explain: () => ({ short: '', long: [] }),
  live: ({ state, where }) => {
    const key = `${where.subject} ${state.now}`;
    return { key, load: async () => () => ({ loaded: key }) };
  },
});

let clock = manualClock(0);
let app: App;
const loaded = (): string => ((app.store.shown().own['asking'] as Own | undefined) ?? { loaded: '' }).loaded;

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

beforeEach(async () => {
  clock = manualClock(0);
  const store = new Store<State>(beginning({ now: 0, way: [{ screen: 'asking' }] }), clock, gatheredMs);
  app = new App({
    store,
    jobs: new Jobs(store, async () => 0),
    screens: [asking],
    clock,
    write: () => undefined,
  });
  app.reached = { client: { name: 'the lab' } as never, lab: undefined };
  keepLive(app);
  return () => {
    app.quit();
    store.close();
    expect(clock.pending).toBe(0);
  };
});

describe('what a screen asks for', () => {
  it('is shown at once when the user has come for it, however long other news are gathered', async () => {
    app.open({ screen: 'asking', subject: 'one' });
    await settle();
    expect(loaded()).toBe('one 0');
    clock.advance(500);
    app.open({ screen: 'asking', subject: 'two' });
    await settle();
    expect(loaded()).toBe('two 0');
  });

  it('is gathered with other news when it has only become another by itself', async () => {
    app.open({ screen: 'asking', subject: 'one' });
    await settle();
    clock.advance(500);
    app.store.receive((state) => ({ ...state, now: 7 }));
    clock.advance(gatheredMs);
    await settle();
    expect(loaded()).toBe('one 0');
    clock.advance(gatheredMs);
    expect(loaded()).toBe('one 7');
  });
});
