import type { Context } from '../command.ts';
import { oneLine } from '../format/one-line.ts';
import { CommandProblem } from '../problem.ts';

/** What is known of a change before it is made. */
export interface Finding {
  /** It would do harm, or never end. */
  readonly stops: boolean;
  readonly text: string;
  /** What to do about it. */
  readonly next: string;
}

/**
 * Says what was found, beside the answer.
 *
 * @throws {CommandProblem} `refused`, for what should not be done at all; not when it is forced
 */
export function tell(
  { output }: Pick<Context, 'output'>,
  findings: readonly Finding[],
  { force }: { readonly force: boolean },
): void {
  for (const { stops, text, next } of findings) {
    if (stops && !force) {
      throw new CommandProblem('refused', oneLine(text), {
        next: `${oneLine(next)} With \`--force\` it is done all the same.`,
      });
    }
    output.note(`warning: ${oneLine(text)}\n  ${oneLine(next)}`);
  }
}
