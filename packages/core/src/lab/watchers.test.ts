import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { Watchers } from './watchers.ts';

describe('watchers', () => {
  it('look once for all that happens at a time, and after it', async () => {
    const watchers = new Watchers(manualClock(0));
    let looks = 0;
    const stop = watchers.add(() => looks++);
    watchers.stir();
    watchers.stir();
    expect(looks).toBe(0);
    await nextTurn();
    expect(looks).toBe(1);
    stop();
    watchers.stir();
    await nextTurn();
    expect(looks).toBe(1);
  });

  it('pause for as long as looking takes, and then miss nothing', async () => {
    const clock = manualClock(0);
    const watchers = new Watchers(clock);
    let looks = 0;
    watchers.add(() => {
      looks++;
      const begun = performance.now();
      while (performance.now() - begun < 2);
    });
    watchers.stir();
    await nextTurn();
    watchers.stir();
    await nextTurn();
    expect(looks, 'two ms of looking cost a pause of twenty').toBe(1);
    clock.advance(10_000);
    expect(looks).toBe(2);
  });
});
