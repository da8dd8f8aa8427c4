import { Problem } from '../problem.ts';

/** What keeps a lab from coming about, or from doing what it was asked. */
export class LabProblem extends Problem<
  | 'bad-name'
  | 'exists'
  | 'no-lab'
  | 'no-leader'
  | 'no-manager'
  | 'no-node'
  | 'malformed-time'
  | 'not-loopback'
  | 'timeout'
> {}
