import { Problem } from '../problem.ts';

/** Why there is no certificate. */
export class SigningProblem extends Problem<'failed'> {}
