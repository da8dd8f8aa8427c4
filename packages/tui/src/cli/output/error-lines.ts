import { Problem, wordsOf } from '@swarmpki/core/commands';

/** What went wrong, what would have been right, what to do next. */
export function errorLines(error: unknown): readonly string[] {
  const { expected, next } = error instanceof Problem ? error : {};
  return [
    `swarmpki: ${wordsOf(error)}`,
    ...(expected === undefined ? [] : [`  expected: ${expected}`]),
    ...(next === undefined ? [] : [`  next: ${next}`]),
  ];
}
