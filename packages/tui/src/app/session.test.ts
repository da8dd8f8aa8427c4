import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../core/src/clock/manual-clock.ts';
import { labSight } from '../testing/sight.ts';
import { beginning } from '../testing/state.ts';
import { App } from './app.ts';
import { Jobs } from './jobs.ts';
import { keepTime } from './session.ts';
import type { State } from './state.ts';
import { Store } from './store.ts';

describe('the time of the screens', () => {
  it('goes on, and keeps nobody waiting who leaves', () => {
    const clock = manualClock(1_000);
    const store = new Store<State>(beginning({ now: 0 }), clock);
    const app = new App({ store, jobs: new Jobs(store, async () => 0), screens: [], clock, write: () => undefined });
    keepTime(app);
    expect(store.state.now).toBe(1_000);
    clock.advance(10_000);
    expect(store.state.now).toBe(11_000);
    app.quit();
    store.close();
    expect(clock.pending).toBe(0);
  });

  it('follows at once when lab time is made to pass faster', () => {
    const clock = manualClock(0);
    const store = new Store<State>(beginning({ now: 0 }), clock);
    const app = new App({ store, jobs: new Jobs(store, async () => 0), screens: [], clock, write: () => undefined });
    keepTime(app);
    clock.advance(3_000);
    const sight = labSight([]);
    const { lab } = sight;
    const quick = { ...sight, lab: lab && { ...lab, clock: { ...lab.clock, Paused: false, Speed: 60 } } };
    store.update((state) => ({ ...state, sight: quick }));
    expect(store.state.now).toBe(3_000);
    clock.advance(2_000);
    expect(store.state.now).toBe(5_000);
    store.update((state) => ({ ...state, sight: undefined }));
    clock.advance(9_000);
    expect(store.state.now).toBe(5_000);
    app.quit();
    store.close();
    expect(clock.pending).toBe(0);
  });
});
