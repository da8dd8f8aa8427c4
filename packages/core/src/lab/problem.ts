import { Problem } from '../problem.ts';

/** What keeps a lab from coming about, or from doing what it was asked. */
export class LabProblem extends Problem<
  | 'bad-name'
  | 'closed'
  | 'exists'
  | 'malformed-notes'
  | 'malformed-time'
  | 'no-lab'
  | 'no-leader'
  | 'no-manager'
  | 'no-node'
  | 'not-loopback'
  | 'not-started'
  | 'timeout'
> {}

export function noLab(directory: string): LabProblem {
  return new LabProblem('no-lab', `there is no lab in ${directory}`, {
    next: 'Create one there, or name its directory.',
  });
}

export function noNode(name: string): LabProblem {
  return new LabProblem('no-node', `no node ${name.slice(0, 80)} is running`, { next: 'Start it first.' });
}
