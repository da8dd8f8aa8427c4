import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../../core/src/clock/manual-clock.ts';
import { beginning } from '../../testing/state.ts';
import { App } from '../app.ts';
import { Jobs } from '../jobs.ts';
import { here } from '../state.ts';
import type { State } from '../state.ts';
import { Store } from '../store.ts';
import { keepLearning } from './keep.ts';
import type { ProgressStore } from './keep.ts';
import { advanced, paused, presentStep, skipped, started } from './learning.ts';
import type { Lesson } from './lesson.ts';
import type { Kept, Predictions, Progress } from './progress.ts';

const goTo = (screen: string) => ({
  todo: `Go to ${screen}.`,
  hint: '',
  show: () => undefined,
  isDone: (state: State) => here(state).screen === screen,
  happened: (state: State) => `You are on ${here(state).screen}.`,
});
const lesson: Lesson = { id: 'walk', title: 'Walk', minutes: 1, learns: '', steps: [goTo('ca'), goTo('tokens')] };
const other: Lesson = { ...lesson, id: 'other', steps: [goTo('ca')] };
const lessons = [lesson, other];
const at = (state: State, screen: string): State => ({ ...state, way: [{ screen }] });

describe('learning', () => {
  it('ticks steps off in their order, as soon as they are done, and says what has happened where it did', () => {
    const begun = started(beginning(), lesson);
    expect(advanced(begun, lessons)).toBe(begun);
    expect(advanced(at(begun, 'tokens'), lessons).learning.done).toEqual({});
    const first = advanced(at(begun, 'ca'), lessons);
    expect(first.learning).toMatchObject({ done: { walk: 1 }, happened: { text: 'You are on ca.', screen: 'ca' } });
    expect(presentStep(first, lessons)).toMatchObject({ at: 1, step: { todo: 'Go to tokens.' } });
    const last = advanced(at(first, 'tokens'), lessons);
    expect(last.learning).toMatchObject({ done: { walk: 2 }, running: undefined, happened: { screen: 'tokens' } });
    expect(presentStep(last, lessons)).toBeUndefined();
  });

  it('goes on where it was left, begins anew what was done, and leaves out what is skipped', () => {
    const half = paused(advanced(at(started(beginning(), lesson), 'ca'), lessons));
    expect(presentStep(half, lessons)).toBeUndefined();
    expect(advanced(at(half, 'tokens'), lessons).learning.done).toEqual({ walk: 1 });
    const again = started(half, lesson);
    expect(presentStep(again, lessons)?.at).toBe(1);
    const over = skipped(again, lessons);
    expect(over.learning).toMatchObject({ done: { walk: 2 }, running: undefined, happened: undefined });
    expect(presentStep(started(over, lesson), lessons)?.at).toBe(0);
    expect(skipped(over, lessons)).toBe(over);
  });
});

/** Progress that lasts as long as a test. */
function memory(done: Progress, predictions: Predictions = {}): ProgressStore & { readonly written: Kept[] } {
  const written: Kept[] = [];
  return { written, read: async () => ({ done, predictions }), write: async (kept) => void written.push(kept) };
}

function appWith(): App {
  const store = new Store(beginning(), manualClock(0));
  const jobs = new Jobs(store, async () => 0);
  return new App({ store, jobs, screens: [], lessons, clock: manualClock(0), write: () => undefined });
}

describe('what has been learned', () => {
  it('is read at first, and kept with each step', async () => {
    const app = appWith();
    const kept = memory({ other: 1, unknown: 3 });
    const end = keepLearning(app, kept);
    await turn();
    expect(app.store.state.learning.done).toEqual({ other: 1, unknown: 3 });
    app.store.update((state) => at(started(state, lesson), 'ca'));
    await end();
    expect(kept.written).toEqual([{ done: { other: 1, unknown: 3, walk: 1 }, predictions: {} }]);
  });

  it('is not lost where a step is done before it has been read', async () => {
    const app = appWith();
    const kept = memory({ other: 1 });
    const end = keepLearning(app, kept);
    app.store.update((state) => at(started(state, lesson), 'ca'));
    await turn();
    await end();
    expect(kept.written.at(-1)).toEqual({ done: { other: 1, walk: 1 }, predictions: {} });
  });

  it('keeps what one expects of attacks, until that is taken back, and writes nothing that has not changed', async () => {
    const app = appWith();
    const kept = memory({ other: 1 }, { 'wrong-digest': 2 });
    const end = keepLearning(app, kept);
    await turn();
    expect(app.store.state.learning.predictions).toEqual({ 'wrong-digest': 2 });
    app.store.update((state) => ({ ...state, readOnly: true }));
    const predict = (predictions: Predictions): void =>
      app.store.update((state) => ({ ...state, learning: { ...state.learning, predictions } }));
    predict({ 'wrong-digest': 2, 'fake-manager': 0 });
    await turn();
    // Another engine, or an end of all lessons, does not take it away.
    app.attach({ engine: app.store.state.engine, connect: async () => expect.fail() });
    expect(app.store.state.learning.predictions).toEqual({ 'wrong-digest': 2, 'fake-manager': 0 });
    predict({});
    await end();
    expect(kept.written).toEqual([
      { done: { other: 1 }, predictions: { 'wrong-digest': 2, 'fake-manager': 0 } },
      { done: { other: 1 }, predictions: {} },
    ]);
  });

  it('says once that it cannot be kept, and goes on', async () => {
    const app = appWith();
    const full = async (): Promise<void> => {
      throw new Error('no space left on device');
    };
    const end = keepLearning(app, { read: async () => ({ done: {}, predictions: {} }), write: full });
    app.store.update((state) => at(started(state, lesson), 'ca'));
    await turn();
    expect(app.store.state.toast).toEqual({
      tone: 'warn',
      text: 'what you have learned cannot be kept: no space left on device',
    });
    app.store.update((state) => ({ ...at(state, 'tokens'), toast: undefined }));
    await end();
    expect(app.store.state).toMatchObject({ learning: { done: { walk: 2 } }, toast: undefined });
  });
});
