import { describe, expect, it, vi } from 'vitest';
import { remember } from './remember.ts';

describe('an answer that is kept', () => {
  const lengths = () => vi.fn((text: string, ...more: readonly number[]) => text.length + more.length);

  it('is asked for once, also where it is nothing', () => {
    const of = vi.fn(() => undefined);
    const kept = remember(of, { most: 10, longest: 10 });
    expect([kept('one'), kept('one')]).toEqual([undefined, undefined]);
    expect(of).toHaveBeenCalledTimes(1);
  });

  it('is the text’s alone: with anything else it is asked for each time', () => {
    const of = lengths();
    const kept = remember(of, { most: 10, longest: 10 });
    expect([kept('one'), kept('three'), kept('one', 1), kept('one')]).toEqual([3, 5, 4, 3]);
    expect(of.mock.calls).toEqual([['one'], ['three'], ['one', 1]]);
  });

  it('is not kept of a long text, and not of more texts than there is room for', () => {
    const of = lengths();
    const kept = remember(of, { most: 2, longest: 3 });
    for (const text of ['four', 'four', 'a', 'b', 'a', 'c', 'a']) expect(kept(text)).toBe(text.length);
    expect(of.mock.calls.flat()).toEqual(['four', 'four', 'a', 'b', 'c', 'a']);
  });
});
