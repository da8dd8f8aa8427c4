import { Problem, isSwitch, reasonOf } from '@swarmpki/core/commands';
import type { Command, Flag, Inputs, Kind } from '@swarmpki/core/commands';

/** Something that has to be answered before a command can run; the answer is a text, as on a command line. */
export type Question =
  | { readonly kind: 'choice'; readonly about: string; readonly words: readonly string[]; readonly usual: string }
  /** `isKnown`: that is how it is now, and not only how it usually is. */
  | { readonly kind: 'switch'; readonly about: string; readonly usual: boolean; readonly isKnown: boolean }
  | { readonly kind: 'file'; readonly about: string; readonly check: Check }
  | { readonly kind: 'text'; readonly about: string; readonly usual: string; readonly check: Check };

/** @returns what is wrong with a text, in the words of the kind; `undefined` for one that is good */
type Check = (text: string) => Promise<string | undefined>;

/** Nodes that are to be chosen, and how many. */
export interface NodeQuestion {
  readonly kind: 'nodes';
  readonly least: number;
  readonly most: number;
}

/** What is asked of a flag. @param now what holds at present, where that is not the usual */
export function questionOf({ kind, help, initial }: Flag, inputs: Inputs, now: string | undefined): Question {
  const usual = now ?? initial ?? '';
  if (isSwitch(kind)) return { kind: 'switch', about: help, usual: usual === 'true', isKnown: now !== undefined };
  if (kind.words !== undefined) return { kind: 'choice', about: help, words: kind.words, usual };
  if (kind.name === 'pem-file') return { kind: 'file', about: help, check: checkBy(kind, inputs) };
  return { kind: 'text', about: help, usual, check: checkBy(kind, inputs) };
}

/** What is asked of what a command is given beside flags; `undefined` where nothing has to be. */
export function questionOfParameters(
  { parameters, summary }: Command,
  inputs: Inputs,
): Question | NodeQuestion | undefined {
  const { usage, least, most, kind } = parameters;
  if (least === 0) return undefined;
  if (kind === undefined) return { kind: 'nodes', least, most };
  if (kind.words !== undefined) return { kind: 'choice', about: summary, words: kind.words, usual: '' };
  return { kind: 'text', about: `${summary}: ${usage}`, usual: '', check: checkBy(kind, inputs) };
}

function checkBy(kind: Kind<unknown>, inputs: Inputs): Check {
  return async (text) => {
    try {
      await kind.read(text, inputs, undefined);
      return undefined;
    } catch (error) {
      const expected = error instanceof Problem ? error.expected : undefined;
      return expected === undefined ? reasonOf(error) : `${reasonOf(error)}. Expected: ${expected}`;
    }
  };
}
