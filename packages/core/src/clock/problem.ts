import { Problem } from '../problem.ts';

/** What a lab's clock refuses, or cannot go on with. */
export class ClockProblem extends Problem<
  'past' | 'beyond' | 'speed' | 'nothing-due' | 'interrupted' | 'endless' | 'closed'
> {}

/** Moments are ms since epoch, here and below. */
export function past(to: number, now: number): ClockProblem {
  return new ClockProblem('past', `lab time cannot go back to ${text(to)}: it is ${text(now)}`, {
    expected: 'a moment that is yet to come; what has happened is not undone',
    next: 'Create a new lab to begin at an earlier time.',
  });
}

export function interrupted(to: number, now: number): ClockProblem {
  return new ClockProblem('interrupted', `the jump to ${text(to)} was stopped at ${text(now)}`, {
    next: 'Jump again to get there.',
  });
}

export function nothingDue(): ClockProblem {
  return new ClockProblem('nothing-due', 'nothing is going to happen by itself', {
    expected: 'a timer, such as that of a node that will renew',
    next: 'Start a node, or jump to a moment or by a time.',
  });
}

export function endless(): ClockProblem {
  return new ClockProblem('endless', 'timers without delay have set one another again and again', {
    expected: 'time to pass in between',
    next: 'They now get a minute of lab time each. This is a fault of whoever sets them: report it.',
  });
}

export function closed(): ClockProblem {
  return new ClockProblem('closed', 'the clock of the lab has ended', { next: 'Open the lab again.' });
}

function text(moment: number): string {
  return new Date(moment).toISOString();
}
