import { Problem } from '../problem.ts';

/** Why there is nothing to diagnose. */
export class DoctorProblem extends Problem<'no-data-root' | 'not-readable' | 'out-of-reach'> {}
