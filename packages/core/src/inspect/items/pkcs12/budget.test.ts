import { describe, expect, it } from 'vitest';
import { Budget, mostRounds } from './budget.ts';

describe('the work that is done for one file', () => {
  it('is a million rounds, all its parts taken together', () => {
    expect(mostRounds).toBe(1_000_000);
    const budget = new Budget(mostRounds);
    expect(budget.spend(mostRounds - 1)).toBe(true);
    expect(budget.spend(2)).toBe(false);
    expect(budget.spend(1)).toBe(true);
    expect(budget.spend(1)).toBe(false);
  });

  it('cannot be had for nothing', () => {
    expect(new Budget(mostRounds).spend(0)).toBe(false);
  });

  it('is no more than what others have left', () => {
    const together = new Budget(10);
    const [one, other] = [new Budget(8, together), new Budget(8, together)];
    expect(one.spend(7)).toBe(true);
    expect(other.spend(4)).toBe(false);
    expect(other.spend(3)).toBe(true);
    expect(one.spend(1)).toBe(false);
  });
});
