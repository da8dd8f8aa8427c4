import { expect, it } from 'vitest';
import { Watch } from './watch.ts';

it('tells everyone, a few in each turn, and nobody who has left meanwhile', async () => {
  const watch = new Watch();
  const told: number[] = [];
  const stops = Array.from({ length: 100 }, (_, number) => watch.on(`node-${number}`, () => told.push(number)));
  watch.tellAll();
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThan(50);
  stops[99]?.();
  while (told.length < 99) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual([...Array(99).keys()]);
});
