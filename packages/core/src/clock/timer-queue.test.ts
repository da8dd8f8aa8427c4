import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimerQueue } from './timer-queue.ts';
import type { QueuedTimer } from './timer-queue.ts';

const label = { what: 'renewal', of: 'a node' };
const nothing = (): void => undefined;

/** Takes all that is in a queue, in its order. */
function drain(queue: TimerQueue): readonly QueuedTimer[] {
  const taken: QueuedTimer[] = [];
  for (let { first } = queue; first !== undefined; { first } = queue) {
    first.cancel();
    taken.push(first);
  }
  return taken;
}

describe('TimerQueue', () => {
  it('yields timers by their moment, and for the same moment as they were set, whatever is cancelled in between', () => {
    const step = fc.oneof(
      fc.record({ at: fc.nat(20), labelled: fc.boolean() }),
      fc.record({ at: fc.nat(1000), labelled: fc.boolean() }),
      fc.record({ cancel: fc.nat(100) }),
      fc.constant('take' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 200, size: 'max' }), (steps) => {
        const queue = new TimerQueue();
        const set: QueuedTimer[] = [];
        let left: readonly QueuedTimer[] = [];
        for (const what of steps) {
          if (what === 'take') {
            left[0]?.cancel();
            left = left.slice(1);
          } else if ('at' in what) {
            const timer = queue.add(what.at, nothing, what.labelled ? label : undefined);
            set.push(timer);
            left = [...left, timer].toSorted((one, other) => one.at - other.at || one.order - other.order);
          } else {
            // Cancelling what has been taken or cancelled changes nothing.
            const timer = set[what.cancel];
            timer?.cancel();
            left = left.filter((other) => other !== timer);
          }
          expect(queue.first).toBe(left[0]);
          expect(queue.firstLabelled()).toBe(left.find((timer) => timer.label));
          expect(queue.size).toBe(left.length);
        }
        expect(drain(queue)).toEqual(left);
      }),
    );
  });

  it('keeps nothing of what is cancelled', () => {
    const queue = new TimerQueue();
    for (let count = 0; count < 10_000; count++) queue.add(count, nothing).cancel();
    expect(queue.size).toBe(0);
    const timers = [1, 2, 3].map((at) => queue.add(at, nothing));
    queue.clear();
    for (const timer of timers) timer.cancel();
    expect(queue.size).toBe(0);
    expect(queue.lastOrder).toBe(10_003);
  });
});
