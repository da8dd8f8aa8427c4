import * as fc from 'fast-check';
import { describe, it } from 'vitest';
import { targets } from './targets.ts';

describe('fuzzing', () => {
  it.each(targets)('$name', async ({ property, runs }) => {
    await fc.assert(property, { numRuns: runs });
  });
});
