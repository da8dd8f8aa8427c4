import { Problem } from '../problem.ts';

/** Why there is no certificate: `failed` for good, or `unavailable` for now. */
export class SigningProblem extends Problem<'failed' | 'unavailable'> {}
