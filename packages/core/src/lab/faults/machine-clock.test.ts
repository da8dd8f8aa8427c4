import { describe, expect, it } from 'vitest';
import { LabClock } from '../../clock/lab-clock.ts';
import { manualClock } from '../../clock/manual-clock.ts';
import { MachineClock } from './machine-clock.ts';

describe('the clock of a machine', () => {
  it('calls back what fell due while it was paused when it goes on, in order, and what was not due later', () => {
    const inner = manualClock(1000);
    const clock = new MachineClock(inner);
    const rung: string[] = [];
    for (const [name, ms] of Object.entries({ before: 5, second: 20, first: 15, late: 100 })) {
      clock.after(ms, () => rung.push(name));
    }
    clock.after(17, () => rung.push('never')).cancel();
    const canceledWhenDue = clock.after(18, () => rung.push('never'));
    inner.advance(10);
    clock.pause();
    inner.advance(50);
    expect(clock.now(), 'time goes on').toBe(1060);
    canceledWhenDue.cancel();
    expect(rung).toEqual(['before']);
    clock.resume();
    expect(rung).toEqual(['before', 'first', 'second']);
    inner.advance(50);
    expect(rung).toEqual(['before', 'first', 'second', 'late']);
    expect(inner.pending).toBe(0);
  });

  it('lets one of those who are called back cancel another, or pause it again', () => {
    const inner = manualClock(0);
    const clock = new MachineClock(inner);
    const rung: string[] = [];
    clock.after(1, () => {
      rung.push('one');
      two.cancel();
    });
    const two = clock.after(2, () => rung.push('two'));
    clock.after(3, () => {
      rung.push('three');
      clock.pause();
    });
    clock.after(4, () => rung.push('four'));
    clock.pause();
    inner.advance(10);
    clock.resume();
    expect(rung).toEqual(['one', 'three']);
    clock.resume();
    expect(rung).toEqual(['one', 'three', 'four']);
  });

  it('lets nobody wait for the work of a machine that is cut off', async () => {
    const inner = new LabClock(
      { at: 0, speed: 1, paused: true },
      { realTime: manualClock(0), onError: (error) => expect.fail(String(error)) },
    );
    let isCut = false;
    const clock = new MachineClock(inner, () => isCut);
    const works = Array.from({ length: 2 }, () => Promise.withResolvers<void>());
    for (const [at, { promise }] of works.entries()) clock.after((at + 1) * 10, () => promise);
    const first = inner.jumpTo(10);
    await expect.poll(() => inner.state.unsettled).toBe(1);
    works[0]?.resolve();
    await first;
    isCut = true;
    await inner.jumpTo(1_000);
    expect(inner.state).toMatchObject({ now: 1_000, unsettled: 0, behind: 0 });
    inner.close();
  });

  it('can be wrong, and waits as long as before', () => {
    const inner = manualClock(1000);
    const clock = new MachineClock(inner);
    let rung = 0;
    clock.after(10, () => rung++);
    clock.skew(-600);
    expect(clock.now()).toBe(400);
    inner.advance(9);
    expect(rung).toBe(0);
    inner.advance(1);
    expect(rung).toBe(1);
    clock.skew(0);
    expect(clock.now()).toBe(1010);
  });
});
