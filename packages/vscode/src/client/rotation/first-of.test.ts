import { expect, it } from 'vitest';
import { firstOf } from './first-of.ts';

it('the first of many in an order are those that sorting all would put first, equals in their order', () => {
  const items = Array.from({ length: 500 }, (_, at) => ({ at, rank: (at * 7919) % 50 }));
  const compare = (a: { rank: number }, b: { rank: number }): number => a.rank - b.rank;
  for (const most of [0, 1, 7, 500, 1_000])
    expect(firstOf(items, most, compare)).toEqual(items.toSorted(compare).slice(0, most));
});
