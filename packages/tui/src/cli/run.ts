import { actionOf, wordsOf } from '@swarmpki/core/commands';
import type { Command, Context } from '@swarmpki/core/commands';
import { commonFlags } from './common-flags.ts';
import { findCommand } from './find-command.ts';
import { harmless } from './output.ts';
import { UsageError } from './problem.ts';
import { readFlags } from './read-flags.ts';
import { commandHelp, groupHelp, programHelp, usageLine } from './usage.ts';

/** Which engine is meant, as far as the command line says. */
export interface EngineChoice {
  readonly host: string | undefined;
  readonly context: string | undefined;
  readonly stateDirectory: string | undefined;
}

/** All that the command line has of the world. */
export interface World extends Omit<Context, 'client' | 'program'> {
  connect(choice: EngineChoice): Promise<Context['client']>;
}

/**
 * Runs a command line.
 *
 * @param words without the program's name
 * @returns the exit code, as `docker` has it: 125 for flags that cannot be read, 1 for whatever else goes wrong
 */
export async function run(words: readonly string[], world: World): Promise<number | 'interrupted'> {
  try {
    return await runWords(words, world);
  } catch (error) {
    if (world.signal.aborted) return 'interrupted';
    for (const line of errorLines(error)) world.output.note(line);
    return error instanceof UsageError ? error.exitCode : 1;
  }
}

async function runWords(words: readonly string[], world: World): Promise<number> {
  const before = await readFlags(words, commonFlags, world.inputs, { anywhere: false }).catch(withUsage('swarmpki', 'swarmpki [OPTIONS] COMMAND'));
  if (before.values['help'] === true || before.rest.length === 0) return help(world, programHelp(world.output.columns));
  const found = findCommand(before.rest);
  if (found.kind === 'group') return runGroup(found.name, found.rest, world);
  return runCommand(found.command, found.rest, before.values, world);
}

async function runGroup(name: string, words: readonly string[], world: World): Promise<number> {
  const path = `swarmpki ${name}`;
  const { rest } = await readFlags(words, commonFlags, world.inputs, { anywhere: true }).catch(withUsage(path, path));
  const [unknown] = rest;
  if (unknown === undefined) return help(world, groupHelp(name));
  throw usageError(path, path, new UsageError(1, `unknown command: ${path} ${unknown}`));
}

async function runCommand(
  command: Command,
  words: readonly string[],
  before: Readonly<Record<string, unknown>>,
  world: World,
): Promise<number> {
  const path = `swarmpki ${command.name}`;
  const usage = usageLine(command);
  const all = { ...command.flags, ...commonFlags };
  const { values, rest } = await readFlags(words, all, world.inputs, { anywhere: true }).catch(withUsage(path, usage));
  const isBare = command.needsFlag === true && !Object.keys(values).some((name) => name in command.flags);
  if (values['help'] === true) return help(world, commandHelp(command, world.output.columns));
  checkCount(command, rest.length);
  if (isBare) return help(world, commandHelp(command, world.output.columns));

  const choice = choiceOf({ ...before, ...values });
  await using client = await world.connect(choice);
  const { output } = world;
  if (actionOf(command, values).danger !== 'reads' && output.interactive) output.note(`on ${client.name}:`);
  await command.run({ ...world, client, program: programFor(choice) }, { flags: values, parameters: rest });
  return 0;
}

function help({ output }: World, text: string): number {
  output.print(text);
  return 0;
}

function choiceOf(values: Readonly<Record<string, unknown>>): EngineChoice {
  const textOf = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return { host: textOf('host'), context: textOf('context'), stateDirectory: textOf('state-dir') };
}

/** How this program is called once more for the same engine. */
function programFor({ host, context, stateDirectory }: EngineChoice): string {
  const flags = Object.entries({ '--host': host, '--context': context, '--state-dir': stateDirectory });
  return ['swarmpki', ...flags.flatMap(([name, value]) => (value === undefined ? [] : [name, quoted(value)]))].join(' ');
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** In the words that Docker's command line has now; those of 20.10 were others (docs/protocol.md §11.7). */
function checkCount(command: Command, count: number): void {
  const { least, most } = command.parameters;
  if (count >= least && count <= most) return;
  const path = `swarmpki ${command.name}`;
  const number = `${least} argument${least === 1 ? '' : 's'}`;
  const wants = most === 0 ? 'accepts no arguments' : `requires ${most === least ? '' : 'at least '}${number}`;
  throw usageError(path, usageLine(command), new UsageError(1, `'${path}' ${wants}`));
}

function withUsage(path: string, usage: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof UsageError ? usageError(path, usage, error) : error;
  };
}

function usageError(path: string, usage: string, { exitCode, message }: UsageError): UsageError {
  return new UsageError(
    exitCode,
    `${message}\n\nUsage:  ${usage}\n\nRun '${path} --help' for more information`,
  );
}

/** What went wrong, what would have been right, what to do next. */
function errorLines(error: unknown): readonly string[] {
  const { expected, next }: { readonly expected?: unknown; readonly next?: unknown } = error instanceof Error ? error : {};
  return [
    `swarmpki: ${harmless(wordsOf(error))}`,
    ...(typeof expected === 'string' ? [`  expected: ${expected}`] : []),
    ...(typeof next === 'string' ? [`  next: ${next}`] : []),
  ];
}
