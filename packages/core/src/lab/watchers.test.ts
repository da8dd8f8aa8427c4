import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { Watchers } from './watchers.ts';

describe('watchers', () => {
  it('look once for all that happens at a time, and after it, until it is so', async () => {
    const clock = manualClock(0);
    const watchers = new Watchers(clock);
    const later = async (): Promise<void> => {
      await nextTurn();
      clock.advance(100);
    };
    let looks = 0;
    const seen = watchers.until('the third look', () => ++looks === 3, 60_000);
    expect(looks).toBe(1);
    watchers.stir();
    watchers.stir();
    expect(looks).toBe(1);
    await later();
    expect(looks).toBe(2);
    watchers.stir();
    await later();
    await seen;
    watchers.stir();
    await later();
    expect(looks).toBe(3);
  });

  it('say what they have waited for in vain', async () => {
    const clock = manualClock(0);
    const waiting = new Watchers(clock).until('the moon is blue', () => false, 5_000);
    clock.advance(5_000);
    await expect(waiting).rejects.toMatchObject({ code: 'timeout', message: 'the moon is blue: not within 5 s' });
  });

  it('pause for as long as looking takes, and then miss nothing', async () => {
    const clock = manualClock(0);
    const watchers = new Watchers(clock);
    let looks = 0;
    const look = (): boolean => {
      const begun = performance.now();
      while (performance.now() - begun < 2);
      return ++looks === 3;
    };
    const seen = watchers.until('the third look', look, 60_000);
    watchers.stir();
    await nextTurn();
    watchers.stir();
    await nextTurn();
    expect(looks, 'two ms of looking cost a pause of twenty').toBe(2);
    clock.advance(1_000);
    await seen;
  });
});
