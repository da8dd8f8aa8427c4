import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../core/src/clock/manual-clock.ts';
import { Problem } from '../../../core/src/problem.ts';
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
    const load = async (): Promise<() => Own> => {
      asked++;
      if (refusal !== undefined) throw refusal;
      return () => ({ loaded: key });
    };
    return { key, load };
  },
});

/** Why nothing is answered, and how often it was asked. */
let refusal: Problem | undefined;
let asked = 0;
let clock = manualClock(0);
let app: App;
const loaded = (): string => ((app.store.shown().own['asking'] as Own | undefined) ?? { loaded: '' }).loaded;

/** Lets everything happen that waits for nothing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

beforeEach(async () => {
  refusal = undefined;
  asked = 0;
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

  it('is asked for again after a while when it could not be had, later each time, and said to be missing once', async () => {
    refusal = new Problem('silent', 'nobody answers');
    app.open({ screen: 'asking', subject: 'one' });
    await settle();
    expect(app.store.state.toast).toMatchObject({ tone: 'bad', text: 'nobody answers' });
    app.say('plain', 'something else');
    const moments: number[] = [];
    for (let second = 1; second <= 120; second++) {
      const before = asked;
      clock.advance(1_000);
      await settle();
      if (asked > before) moments.push(second);
    }
    expect(moments).toEqual([1, 3, 7, 15, 31, 61, 91]);
    expect(app.store.state.toast).toMatchObject({ text: 'something else' });
    refusal = undefined;
    clock.advance(30_000);
    await settle();
    clock.advance(gatheredMs);
    expect(loaded()).toBe('one 0');
  });

  it('does not wait with another question for what could not be had', async () => {
    refusal = new Problem('silent', 'nobody answers');
    app.open({ screen: 'asking', subject: 'one' });
    await settle();
    clock.advance(500);
    refusal = undefined;
    app.open({ screen: 'asking', subject: 'two' });
    await settle();
    expect(loaded()).toBe('two 0');
  });

  it('is asked for when the engine is back, and not before', async () => {
    const lost = { kind: 'lost', reason: 'it is restarted', next: undefined } as const;
    app.store.update((state) => ({ ...state, link: lost }));
    refusal = new Problem('silent', 'nobody answers');
    app.open({ screen: 'asking', subject: 'one' });
    await settle();
    clock.advance(500);
    await settle();
    const before = asked;
    clock.advance(60_000);
    await settle();
    expect(asked).toBe(before);
    refusal = undefined;
    app.store.update((state) => ({ ...state, link: { kind: 'live' } }));
    await settle();
    expect(loaded()).toBe('one 0');
  });

  it('is asked for anew of whatever is reached anew, also under the same name', async () => {
    app.open({ screen: 'asking', subject: 'one' });
    await settle();
    clock.advance(500);
    app.attach({ engine: app.store.state.engine, connect: async () => ({}) as never });
    app.reached = { client: { name: 'the lab' } as never, lab: undefined };
    app.open({ screen: 'asking', subject: 'one' });
    await settle();
    expect(loaded()).toBe('one 0');
  });
});
