import { systemEntropy } from '../entropy/entropy.ts';
import type { Entropy } from '../entropy/entropy.ts';

/** Chance that takes the same course each time for the same seed, where moments and shares are drawn. */
export function seededEntropy(seed: number): Entropy {
  let state = seed >>> 0;
  return {
    ...systemEntropy,
    integerBelow: (bound) => {
      // Numerical Recipes' generator; its high bits are random enough for a test.
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * bound);
    },
  };
}
