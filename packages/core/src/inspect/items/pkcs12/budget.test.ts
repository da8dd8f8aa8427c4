import { describe, expect, it } from 'vitest';
import { Budget, mostRounds } from './budget.ts';

describe('the work that is done for one file', () => {
  it('is a million rounds, all its parts taken together', () => {
    expect(mostRounds).toBe(1_000_000);
    const budget = new Budget();
    expect(budget.spend(mostRounds - 1)).toBe(true);
    expect(budget.spend(2)).toBe(false);
    expect(budget.spend(1)).toBe(true);
    expect(budget.spend(1)).toBe(false);
  });

  it('cannot be had for nothing', () => {
    expect(new Budget().spend(0)).toBe(false);
  });
});
