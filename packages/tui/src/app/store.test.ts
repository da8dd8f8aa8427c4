import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../core/src/clock/manual-clock.ts';
import { Store } from './store.ts';

const add = (step: number) => (state: number) => state + step;

describe('the store', () => {
  let clock = manualClock(0);
  let store = new Store(0, clock);
  let shown: number[] = [];

  beforeEach(() => {
    clock = manualClock(0);
    store = new Store(0, clock);
    shown = [];
    store.subscribe(() => shown.push(store.shown()));
  });

  it('shows at once what the user does', () => {
    store.update(add(1));
    store.update(add(1));
    expect(shown).toEqual([1, 2]);
  });

  it('gathers what comes from outside, and shows the latest five times a second', () => {
    store.receive(add(1));
    clock.advance(0);
    expect(shown).toEqual([1]);
    for (let change = 0; change < 100; change++) store.receive(add(1));
    clock.advance(199);
    expect(shown).toEqual([1]);
    clock.advance(1);
    expect(shown).toEqual([1, 101]);
    expect(clock.pending).toBe(0);
  });

  it('shows with a key also what has come before it', () => {
    store.receive(add(1));
    store.update(add(10));
    expect(shown).toEqual([11]);
    expect(clock.pending).toBe(0);
  });

  it('draws nothing where nothing has changed', () => {
    store.receive((state) => state);
    store.update((state) => state);
    clock.advance(1_000);
    expect(shown).toEqual([]);
  });

  it('shows nothing more when it is closed', () => {
    store.receive(add(1));
    store.close();
    clock.advance(1_000);
    expect(shown).toEqual([]);
  });
});
