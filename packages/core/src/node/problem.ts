import { Problem } from '../problem.ts';

/** Why a node could not join, renew or go on. */
export class NodeProblem extends Problem<
  'fingerprint' | 'fips' | 'failed' | 'no-certificate' | 'not-ours' | 'wrong-role' | 'session' | 'stopped'
> {}
