import { Problem } from '../problem.ts';

/** What keeps a lab from coming about, or from doing what it was asked. */
export class LabProblem extends Problem<
  | 'bad-name'
  | 'exists'
  | 'malformed-time'
  | 'no-lab'
  | 'no-leader'
  | 'no-manager'
  | 'no-node'
  | 'not-loopback'
  | 'timeout'
> {}
