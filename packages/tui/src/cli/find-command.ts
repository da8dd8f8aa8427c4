import { commands, groups } from '@swarmpki/core/commands';
import type { Command } from '@swarmpki/core/commands';
import { ownGroups } from './own/own-commands.ts';
import { UsageError } from './output/problem.ts';

/** What the first words of a command line mean. */
export type Found =
  | { readonly kind: 'command'; readonly command: Command; readonly rest: readonly string[] }
  | { readonly kind: 'group'; readonly name: string; readonly rest: readonly string[] };

/** @param words without the flags before them; at least one @throws {UsageError} */
export function findCommand(words: readonly string[]): Found {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((one) => one.name === name || one.aliases?.includes(name) === true);
    if (command !== undefined) return { kind: 'command', command, rest: words.slice(length) };
  }
  const [first = '', ...rest] = words;
  if ([...groups, ...ownGroups].some(({ name }) => name === first)) return { kind: 'group', name: first, rest };
  throw new UsageError(1, `unknown command: swarmpki ${first}\n\n${advice(words)}`);
}

/** Who types as `docker` has it is told how it is called here. */
function advice([first, second = '']: readonly string[]): string {
  const known = first === 'swarm' && commands.some(({ name }) => name === second);
  return known
    ? `What is 'docker swarm ${second}' is 'swarmpki ${second}' here`
    : "Run 'swarmpki --help' for more information";
}
