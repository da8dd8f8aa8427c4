import { hushed } from '@swarmpki/core/commands';
import { printable } from '@swarmpki/core/inspect/report';

const longestLine = 2_000;

/** Lines for a log or a label: without secrets and controls. */
export function linesOf(text: string): readonly string[] {
  return hushed(text)
    .split('\n')
    .map((line) => printable(line, longestLine).trimEnd())
    .filter((line) => line !== '');
}
