import { printable } from '../printable.ts';
import type { Problem } from '../problem.ts';

/** What is wrong, as a {@link Problem} says it, for programs. */
export interface ProblemDescription {
  readonly code: string;
  readonly message: string;
  readonly expected?: string;
  readonly next?: string;
}

export function describeProblem({ code, message, expected, next }: Problem): ProblemDescription {
  return {
    code,
    message: printable(message, 400),
    ...(expected === undefined ? {} : { expected: printable(expected, 400) }),
    ...(next === undefined ? {} : { next: printable(next, 400) }),
  };
}
