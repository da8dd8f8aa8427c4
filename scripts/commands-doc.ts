import { readFileSync, writeFileSync } from 'node:fs';
import { commands } from '../packages/core/src/engine/commands/registry.ts';
import type { Command, Described, Flag } from '../packages/core/src/engine/commands/command.ts';
import { isSwitch } from '../packages/core/src/engine/commands/kinds/kind.ts';
import { commonFlags } from '../packages/tui/src/cli/flags/common-flags.ts';
import { withVariant } from '../packages/tui/src/cli/own/own-command.ts';
import { ownCommands, variants } from '../packages/tui/src/cli/own/own-commands.ts';
import { usageLine } from '../packages/tui/src/cli/usage.ts';

const file = new URL('../docs/commands.md', import.meta.url);

/** What every command is, does and takes, from the data that the program itself runs by. */
export function commandsDocument(): string {
  const parts = [
    '# Commands',
    'Made by `npm run docs` from `packages/core/src/engine/commands` and `packages/tui/src/cli`; change it there.',
    "What is `docker swarm x` is `swarmpki x`, and `docker node x` is `swarmpki node x`, against whatever engine is named: with Docker's own flags, texts and exit codes (1, or 125 for flags that cannot be read). Flags that Docker does not have are marked.",
    '## Flags of all commands',
    flagList(Object.entries(commonFlags)),
    '## Swarm commands',
    ...commands.filter(({ docker }) => docker !== undefined).flatMap(sectionOf),
    '## Lab commands',
    'What only a lab can do, as [its API](lab-api.md) offers it. On an engine that is no lab each says so, but for `events`, which shows what `docker events` does there. Nodes are named as everywhere: by name, id, or the beginning of an id.',
    ...commands.filter(({ docker }) => docker === undefined).flatMap(sectionOf),
    '## Other commands',
    'They need no engine, or choose theirs themselves.',
    ...ownCommands.flatMap(ownSectionOf),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What stands there now. */
export function writtenDocument(): string {
  return readFileSync(file, 'utf8');
}

function sectionOf(plain: Command): readonly string[] {
  const command = withVariant(
    plain,
    variants.find(({ of }) => of === plain.name),
  );
  const { name, summary, docker, aliases, actions } = command;
  return [
    `### swarmpki ${name}`,
    docker === undefined ? `${summary}.` : `${summary}, as \`${docker}\` does.`,
    ...(aliases === undefined ? [] : [`Also: ${aliases.map((alias) => `\`swarmpki ${alias}\``).join(', ')}.`]),
    ...useOf(command),
    `In menus and palettes: ${actions.map(({ id, title, danger }) => `_${title}_ (\`${id}\`, ${danger})`).join(', ')}.`,
  ];
}

function ownSectionOf(command: Described): readonly string[] {
  return [`### swarmpki ${command.name}`, `${command.summary}.`, ...useOf(command)];
}

function useOf(command: Described): readonly string[] {
  const own = Object.entries(command.flags)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    // Where Docker has no such command nobody takes its flags for Docker's.
    .map(([name, { ours, ...rest }]): [string, Flag] => [
      name,
      command.docker !== undefined && ours ? { ...rest, ours } : rest,
    ]);
  return [
    `    ${usageLine(command)}`,
    ...(own.length === 0 ? [] : [flagList(own)]),
    'Examples:',
    command.examples.map(({ line, about }) => `    # ${about}\n    swarmpki ${line}`).join('\n\n'),
  ];
}

function flagList(flags: readonly (readonly [name: string, flag: Flag])[]): string {
  return flags.map(([name, flag]) => `- ${nameOf(name, flag)}: ${helpOf(flag)}`).join('\n');
}

function nameOf(name: string, { short, kind }: Flag): string {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return isSwitch(kind) ? `\`${names}\`` : `\`${names}\` _${kind.name}_`;
}

function helpOf({ help, initial, ours }: Flag): string {
  const text = help
    .split('\n')
    .map((line) => line.replace(/ {2,}/, ' '))
    .join(' / ')
    .replaceAll(/<[^>]*>(\[:port\])?/g, (address) => `\`${address}\``);
  return text + (initial === undefined ? '' : ` (default \`${initial}\`)`) + (ours ? ' (not one of Docker’s)' : '');
}

if (import.meta.main) writeFileSync(file, commandsDocument());
