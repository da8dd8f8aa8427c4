import { Problem } from '../problem.ts';

/** What can be wrong with the files of a node. */
export class KeyFileProblem extends Problem<
  'no-root' | 'no-identity' | 'malformed-key' | 'malformed-header' | 'key-mismatch' | 'locked' | 'disk'
> {}
