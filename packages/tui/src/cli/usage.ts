import { commands, groups } from '@swarmpki/core/commands';
import type { Described, Flags } from '@swarmpki/core/commands';
import { commonFlags } from './common-flags.ts';
import { flagUsages } from './flag-usages.ts';
import { ownCommands, ownGroups } from './own-commands.ts';

/** `swarmpki ca [OPTIONS]` */
export function usageLine({ name, flags, parameters }: Described): string {
  const options = Object.keys(flags).length > 0 ? ' [OPTIONS]' : '';
  return `swarmpki ${name}${options}${parameters.usage === '' ? '' : ` ${parameters.usage}`}`;
}

/** The help of a command, laid out as Docker's. @param columns of the terminal */
export function commandHelp(command: Described, columns: number): string {
  const { name, aliases, summary, docker, flags, examples } = command;
  const names = [name, ...(aliases ?? [])].map((one) => `swarmpki ${one}`).join(', ');
  return sections(
    `Usage:  ${usageLine(command)}`,
    docker === undefined ? summary : `${summary}, as '${docker}' does`,
    aliases && `Aliases:\n  ${names}`,
    `Examples:\n${exampleLines(examples)}`,
    Object.keys(flags).length > 0 && `Options:\n${flagUsages(flags, columns)}`,
    `Common options:\n${flagUsages(commonFlags, columns)}`,
  );
}

function exampleLines(examples: Described['examples']): string {
  return examples.map(({ line, about }) => `  # ${about}\n  swarmpki ${line}`).join('\n\n');
}

/** The help of commands whose names begin with the same word. */
export function groupHelp(group: string): string {
  const members = [...commands, ...ownCommands].filter(({ name }) => name.startsWith(`${group} `));
  return sections(
    `Usage:  swarmpki ${group} COMMAND`,
    [...groups, ...ownGroups].find(({ name }) => name === group)?.summary,
    `Commands:\n${nameLines(members.map(({ name, summary }) => [name.slice(group.length + 1), summary]))}`,
    `Run 'swarmpki ${group} COMMAND --help' for more information on a command.`,
  );
}

/** The help of the program. */
export function programHelp(columns: number): string {
  const single = commands.filter(({ name }) => !name.includes(' '));
  const flags: Flags = {
    ...commonFlags,
    version: { ...commonFlags.help, short: 'v', help: 'Print version information and quit' },
  };
  return sections(
    'Usage:  swarmpki [OPTIONS] COMMAND',
    "See, run, break and inspect the PKI of Docker's swarm mode",
    `Start here:\n${nameLines(ownCommands.map(({ name, summary }) => [name, summary]))}`,
    `Swarm commands, as 'docker swarm' has them:\n${nameLines(single.map(({ name, summary }) => [name, summary]))}`,
    `More commands:\n${nameLines(groups.map(({ name, summary }) => [name, summary]))}`,
    `Options:\n${flagUsages(flags, columns)}`,
    "Run 'swarmpki COMMAND --help' for more information on a command.",
  );
}

function nameLines(lines: readonly (readonly [name: string, summary: string])[]): string {
  const width = Math.max(...lines.map(([name]) => name.length)) + 1;
  return lines.map(([name, summary]) => `  ${name.padEnd(width)} ${summary}`).join('\n');
}

function sections(...all: readonly (string | false | undefined)[]): string {
  return all.filter((section) => typeof section === 'string').join('\n\n');
}
