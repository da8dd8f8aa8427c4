import { Problem } from '../problem.ts';

/** What can be wrong with a store. */
export class StoreProblem extends Problem<'newer-schema' | 'wrong-key' | 'malformed-row' | 'in-use'> {}
