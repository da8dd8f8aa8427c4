import type { Availability } from '../../shapes/swarm.ts';
import { CommandProblem } from '../problem.ts';

/** @returns what an engine takes; empty when nothing was said @throws {CommandProblem} `refused` */
export function readAvailability(given: string | undefined): Availability {
  const lower = given?.toLowerCase() ?? '';
  switch (lower) {
    case 'active':
    case 'pause':
    case 'drain':
      return lower;
    default:
      if (given === undefined) return '';
      throw new CommandProblem(
        'refused',
        `invalid availability ${JSON.stringify(given)}, only active, pause and drain are supported`,
      );
  }
}
