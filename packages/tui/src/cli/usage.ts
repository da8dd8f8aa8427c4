import { commands, groups } from '@swarmpki/core/commands';
import type { Described, Flags } from '@swarmpki/core/commands';
import { commonFlags, unusedFlags } from './flags/common-flags.ts';
import type { Reach } from './flags/common-flags.ts';
import { flagUsages } from './flag-usages.ts';
import { lookingCommands, ownCommands, ownGroups } from './own/own-commands.ts';

/** `swarmpki ca [OPTIONS]` */
export function usageLine({ name, flags, parameters }: Described): string {
  const options = Object.keys(flags).length > 0 ? ' [OPTIONS]' : '';
  return `swarmpki ${name}${options}${parameters.usage === '' ? '' : ` ${parameters.usage}`}`;
}

/** The help of a command, laid out as Docker's. @param columns of the terminal @param reaches what it may be told to speak with */
export function commandHelp(command: Described, columns: number, reaches: Reach = 'engines'): string {
  const unused = unusedFlags(reaches);
  const common = Object.fromEntries(Object.entries(commonFlags).filter(([flag]) => !unused.includes(flag)));
  const { name, aliases, summary, docker, flags, examples } = command;
  const names = [name, ...(aliases ?? [])].map((one) => `swarmpki ${one}`).join(', ');
  return sections(
    `Usage:  ${usageLine(command)}`,
    docker === undefined ? summary : `${summary}, as '${docker}' does`,
    aliases && `Aliases:\n  ${names}`,
    below(name),
    `Examples:\n${exampleLines(examples)}`,
    Object.keys(flags).length > 0 && `Options:\n${flagUsages(flags, columns)}`,
    `Common options:\n${flagUsages(common, columns)}`,
  );
}

function exampleLines(examples: Described['examples']): string {
  return examples.map(({ line, about }) => `  # ${about}\n  swarmpki ${line}`).join('\n\n');
}

/** A command may be the first word of others. */
function below(name: string): string | undefined {
  const members = membersOf(name);
  return members.length === 0 ? undefined : `Commands:\n${nameLines(members)}`;
}

type NameAndSummary = readonly [name: string, summary: string];

function membersOf(group: string, of: readonly Described[] = commands): readonly NameAndSummary[] {
  return of
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name, summary }) => [name.slice(group.length + 1), summary]);
}

const ofDocker = commands.filter(({ docker }) => docker !== undefined);
const ofLabs = commands.filter(({ docker }) => docker === undefined);

/** The help of commands whose names begin with the same word. */
export function groupHelp(group: string): string {
  const [theirs, ours] = [membersOf(group, ofDocker), membersOf(group, [...ofLabs, ...ownCommands])];
  const isDockers = groups.some(({ name }) => name === group);
  return sections(
    `Usage:  swarmpki ${group} COMMAND`,
    [...groups, ...ownGroups].find(({ name }) => name === group)?.summary,
    theirs.length > 0 && `Commands, as 'docker ${group}' has them:\n${nameLines(theirs)}`,
    ours.length > 0 && `${isDockers ? 'Commands for the nodes of a lab' : 'Commands'}:\n${nameLines(ours)}`,
    `Run 'swarmpki ${group} COMMAND --help' for more information on a command.`,
  );
}

/** The help of the program. */
export function programHelp(columns: number): string {
  const flags: Flags = {
    ...commonFlags,
    version: { ...commonFlags.help, short: 'v', help: 'Print version information and quit' },
  };
  return sections(
    'Usage:  swarmpki [OPTIONS] COMMAND',
    "See, run, break and inspect the PKI of Docker's swarm mode",
    `Start here:\n${nameLines(start)}`,
    `Swarm commands, as 'docker swarm' and 'docker node' have them:\n${nameLines(firstWords(ofDocker))}`,
    `See and judge what there is, in labs and elsewhere:\n${nameLines(namesOf(lookingCommands))}`,
    `Lab commands, for simulated swarms:\n${nameLines(labLines())}`,
    `Options:\n${flagUsages(flags, columns)}`,
    "Run 'swarmpki COMMAND --help' for more information on a command.",
  );
}

/** What a swarm is begun with. */
const start: readonly NameAndSummary[] = [
  ['tour', 'A swarm, made, renewed and rotated before your eyes; it leaves nothing behind'],
  ['init', 'A swarm of your own, simulated on this machine; it goes on until you stop it'],
  ['node add --count 5', 'Five nodes join it'],
  ['ca --rotate', 'A new root CA, and no connection breaks'],
  ['node ls', 'Who they are'],
  ['ui', 'All of it live on this terminal, with lessons and attacks'],
];

/** Commands of one word, and for those of two what all with the same first word are about. */
function firstWords(of: readonly Described[]): readonly NameAndSummary[] {
  const single = of
    .filter(({ name }) => !name.includes(' '))
    .map(({ name, summary }): NameAndSummary => [name, summary]);
  const more = groups.filter(({ name }) => of.some((one) => one.name.startsWith(`${name} `)));
  return [...single, ...more.map(({ name, summary }): NameAndSummary => [name, summary])];
}

/** Those of nodes in full: the word alone is Docker's. The others of two words are told by their first. */
function labLines(): readonly NameAndSummary[] {
  const listed = ofLabs.filter(
    ({ name }) => !groups.some((group) => group.name !== 'node' && name.startsWith(`${group.name} `)),
  );
  const own = ownCommands.filter((command) => command.name !== 'tour' && !lookingCommands.includes(command));
  return namesOf([...listed, ...own]);
}

function namesOf(of: readonly Described[]): readonly NameAndSummary[] {
  return of.map(({ name, summary }) => [name, summary]);
}

function nameLines(lines: readonly NameAndSummary[]): string {
  const width = Math.max(...lines.map(([name]) => name.length)) + 1;
  return lines.map(([name, summary]) => `  ${name.padEnd(width)} ${summary}`).join('\n');
}

function sections(...all: readonly (string | false | undefined)[]): string {
  return all.filter((section) => typeof section === 'string').join('\n\n');
}
