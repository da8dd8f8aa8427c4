import { describe, expect, it } from 'vitest';
import { duration } from '@swarmpki/core/commands';
import { lifeWords } from './bindings.ts';

const minute = 60_000_000_000;

describe('the life that certificates of nodes are to have', () => {
  it.each([
    [90 * minute, '1h30m0s'],
    [0, '2160h0m0s'],
    [2 * 60 * minute, '2h0m0s'],
    [60 * minute + 1_500_000_000, '1h0m1.5s'],
    [59 * minute + 1_000_000, '59m0.001s'],
    [5_000_000_000, '5s'],
    [1_500_000, '1.5ms'],
    [2_000, '2µs'],
    [7, '7ns'],
  ])('of %d ns is shown as Docker writes it, and set as it was when nothing is changed', async (ns, words) => {
    expect(lifeWords(ns)).toBe(words);
    const inputs = { readFile: async () => '', askSecret: async () => '' };
    expect(await duration.read(lifeWords(ns), inputs as never, undefined)).toBe(ns || 2160 * 60 * minute);
  });
});
