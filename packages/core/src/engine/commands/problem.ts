import { Problem, reasonOf } from '../../problem.ts';
import { EngineRefusal } from '../shapes/refused.ts';

/**
 * Why a command is not carried out.
 *
 * - `bad-value`: what was given for a flag does not read as what the flag is about;
 * - `bad-template`: a format is no template, or names what is not there;
 * - `refused`: the swarm is not in a state for it, or what was asked for does not go together;
 * - `several`: more than one thing went wrong, each on a line of its own.
 */
export class CommandProblem extends Problem<'bad-value' | 'bad-template' | 'refused' | 'several'> {}

/** @param message says what is wrong with the text that was given, in Go's words where Docker shows them */
export function badValue(message: string, expected?: string): CommandProblem {
  return new CommandProblem('bad-value', message, { expected });
}

/** What Docker puts before everything that an engine refuses (docs/protocol.md §11.6). */
const fromEngine = 'Error response from daemon: ';

/**
 * How an error reads: an engine's refusal is marked as one, as `docker` does it, which
 * drops white space around it. It may hold text from an engine.
 */
export function wordsOf(error: unknown): string {
  return error instanceof EngineRefusal ? `${fromEngine}${error.message.trim()}` : reasonOf(error);
}

/**
 * Does something for each of several, and goes on where one fails.
 *
 * @throws {CommandProblem} `several`, the reasons line by line; the error itself when there is but one
 */
export async function forEach<Item>(items: readonly Item[], action: (item: Item) => Promise<void>): Promise<void> {
  const errors: unknown[] = [];
  for (const item of items) {
    try {
      await action(item);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new CommandProblem('several', errors.map((error) => wordsOf(error)).join('\n'));
}
