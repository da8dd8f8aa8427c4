import { Problem, isSwitch, reasonOf } from '@swarmpki/core/commands';
import type { Flag, Flags, Inputs } from '@swarmpki/core/commands';
import { UsageError } from '../output/problem.ts';

export interface ReadFlags {
  /** By name, what was given and what it came to. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What is no flag. */
  readonly rest: readonly string[];
}

/**
 * Reads flags as `docker` does (pflag): `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value`, switches in one
 * word (`-qf`), `--` before what is no flag. They are read in their order, and the first that is wrong is told.
 *
 * @param anywhere whether flags may stand behind what is none; else that ends them
 * @throws {UsageError} in pflag's words
 */
export async function readFlags(
  words: readonly string[],
  flags: Flags,
  inputs: Inputs,
  { anywhere }: { readonly anywhere: boolean },
): Promise<ReadFlags> {
  const values = new Map<string, unknown>();
  const rest: string[] = [];
  const queue = [...words];
  const set = async (name: string, flag: Flag, given: string): Promise<void> => {
    values.set(name, await readValue(name, flag, given, inputs, values.get(name)));
  };
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      rest.push(...queue);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      if (anywhere) continue;
      rest.push(...queue);
      break;
    }
    await (word.startsWith('--') ? readLong(word, flags, queue, set) : readShort(word, flags, queue, set));
  }
  return { values: Object.fromEntries(values), rest };
}

type SetFlag = (name: string, flag: Flag, given: string) => Promise<void>;

async function readLong(word: string, flags: Flags, queue: string[], set: SetFlag): Promise<void> {
  const [, name = '', equals, given = ''] = /^--([^=]*)(=)?(.*)$/s.exec(word) ?? [];
  if (name === '' || name.startsWith('-')) throw wrong(`bad flag syntax: ${word}`);
  const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
  if (flag === undefined) throw wrong(`unknown flag: --${name}`);
  if (equals !== undefined) return set(name, flag, given);
  if (isSwitch(flag.kind)) return set(name, flag, 'true');
  return set(name, flag, next(queue, `--${name}`));
}

async function readShort(word: string, flags: Flags, queue: string[], set: SetFlag): Promise<void> {
  for (let letters = word.slice(1); letters !== '';) {
    const [letter = ''] = letters;
    const found = Object.entries(flags).find(([, { short }]) => short === letter);
    if (found === undefined) throw wrong(`unknown shorthand flag: '${letter}' in -${letters}`);
    const [name, flag] = found;
    const behind = letters.slice(letter.length);
    if (behind.startsWith('=')) return set(name, flag, behind.slice(1));
    if (!isSwitch(flag.kind)) return set(name, flag, behind || next(queue, `'${letter}' in -${letters}`));
    await set(name, flag, 'true');
    letters = behind;
  }
}

function next(queue: string[], flag: string): string {
  const given = queue.shift();
  if (given === undefined) throw wrong(`flag needs an argument: ${flag}`);
  return given;
}

async function readValue(name: string, flag: Flag, given: string, inputs: Inputs, earlier: unknown): Promise<unknown> {
  try {
    return await flag.kind.read(given, inputs, earlier);
  } catch (error) {
    const names = flag.short === undefined ? `--${name}` : `-${flag.short}, --${name}`;
    const expected = error instanceof Problem && error.expected !== undefined ? `\n  expected: ${error.expected}` : '';
    throw wrong(`invalid argument ${JSON.stringify(given)} for "${names}" flag: ${reasonOf(error)}${expected}`);
  }
}

function wrong(message: string): UsageError {
  return new UsageError(125, message);
}
