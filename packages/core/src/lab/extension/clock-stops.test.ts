import { expect, it } from 'vitest';
import type { LabClock } from '../../clock/lab-clock.ts';
import { clockStop } from '../../engine/shapes/extension/clock.ts';
import type { JournalEntry } from '../../swarm/decision.ts';
import { ClockStops } from './clock-stops.ts';

it('knows that it has stopped where time stands, however long it took to make it stand', () => {
  let [now, paused] = [1_000, false];
  const clock = {
    now: () => now,
    get state() {
      return { now, paused };
    },
    /** A clock that runs goes on until it stands. */
    pause: () => {
      now += 1;
      paused = true;
    },
  };
  const told: JournalEntry[] = [];
  const stops = new ClockStops({
    clock: clock as unknown as LabClock,
    nodes: () => [],
    node: () => undefined,
    nameOf: (id) => `name of ${id}`,
    onChange: () => undefined,
    onStop: (entry) => told.push(entry),
  });
  stops.set({ ...clockStop.zero, What: 'event', Event: 'node-removed' });
  stops.heed({ at: 1_000, event: 'node-removed', nodeId: 'a' });
  expect(stops.state.Stopped).toMatchObject({ What: 'event', Name: 'name of a', At: 1_001 });
  expect(told).toMatchObject([{ at: 1_001, event: 'clock-stopped' }]);
});
