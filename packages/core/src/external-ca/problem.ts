import { Problem } from '../problem.ts';

/** Why an external CA does not begin to serve. */
export class ExternalCaProblem extends Problem<'not-loopback' | 'half-a-root' | 'bad-root' | 'exposed-key'> {}
