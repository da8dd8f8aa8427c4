import { actionOf } from '@swarmpki/core/commands';
import type { Command, Context, Described } from '@swarmpki/core/commands';
import { commonFlags, unusedFlags } from './flags/common-flags.ts';
import { errorLines } from './output/error-lines.ts';
import { findCommand } from './find-command.ts';
import { UsageError, withUsage } from './output/problem.ts';
import { readFlags } from './flags/read-flags.ts';
import { programFor, wishOf } from './flags/wish.ts';
import { withVariant } from './own/own-command.ts';
import type { OwnCommand, OwnContext, Variant } from './own/own-command.ts';
import { findOwn, variants } from './own/own-commands.ts';
import { commandHelp, groupHelp, programHelp, usageLine } from './usage.ts';

/** All that the command line has of the world. */
export interface World
  extends
    Omit<Context, 'client' | 'program' | 'revive' | 'output'>,
    Pick<OwnContext, 'environment' | 'workingDirectory' | 'connect' | 'open' | 'output' | 'input'> {
  /** Whoever looks sees which engine it is: it is not said. */
  readonly showsEngine?: true;
}

type Values = Readonly<Record<string, unknown>>;
type ExitCode = number | 'interrupted';

/**
 * Runs a command line.
 *
 * @param words without the program's name
 * @returns the exit code, as `docker` has it: 125 for flags that cannot be read, 1 for whatever else goes wrong
 */
export async function run(words: readonly string[], world: World): Promise<ExitCode> {
  try {
    const code = await runWords(words, world);
    return world.signal.aborted ? 'interrupted' : code;
  } catch (error) {
    if (world.signal.aborted) return 'interrupted';
    for (const line of errorLines(error)) world.output.note(line);
    return error instanceof UsageError ? error.exitCode : 1;
  }
}

async function runWords(words: readonly string[], world: World): Promise<ExitCode> {
  const { inputs } = world;
  const { values, rest } = await withUsage('swarmpki', 'swarmpki [OPTIONS] COMMAND', () =>
    readFlags(words, commonFlags, inputs, { anywhere: false }),
  );
  if (world.showsEngine === true) refuseOthers(values);
  if (rest.length === 0 && values['help'] !== true && world.output.interactive)
    return world.open(wishOf(values), false);
  if (values['help'] === true || rest.length === 0) return help(world, programHelp(helpColumns(world)));
  const own = findOwn(rest);
  if (own !== undefined) {
    const { helped, values: given, rest: parameters } = await readOwn(own.command, own.rest, world);
    if (helped) return 0;
    if (world.showsEngine === true) refuseOthers(given);
    const all = { ...values, ...given };
    await refusing(own.command, () => refuseUnused(own.command, all));
    return own.command.run({ ...world, wish: wishOf(all) }, given, parameters);
  }
  const found = findCommand(rest);
  if (found.kind === 'group') return runGroup(found.name, found.rest, world);
  return runCommand(found.command, found.rest, values, world);
}

async function runGroup(name: string, words: readonly string[], world: World): Promise<ExitCode> {
  const path = `swarmpki ${name}`;
  return withUsage(path, path, async () => {
    const [unknown] = (await readFlags(words, commonFlags, world.inputs, { anywhere: true })).rest;
    if (unknown !== undefined) throw new UsageError(1, `unknown command: ${path} ${unknown}`);
    return help(world, groupHelp(name));
  });
}

async function runCommand(command: Command, words: readonly string[], before: Values, world: World): Promise<ExitCode> {
  const own = variants.find(({ of }) => of === command.name);
  const { helped, values, rest } = await readOwn(withVariant(command, own), words, world);
  if (helped) return 0;
  if (world.showsEngine === true) refuseOthers(values);
  const all = { ...before, ...values };
  const wish = wishOf(all);
  if (own !== undefined) await refusing(command, () => refuseMixture(command, own, all));
  if (own !== undefined && values[own.by] !== undefined) {
    return own.run({ ...world, wish }, values, { values, parameters: rest });
  }
  await using client = await world.connect(wish, command.startsNoHost !== true);
  const revive = async (): Promise<void> => {
    await using _ = await world.connect(wish, command.startsNoHost !== true);
  };
  const { output } = world;
  const isSaid = output.interactive && world.showsEngine !== true;
  if (isSaid && actionOf(command, values).danger !== 'reads') output.note(`on ${client.name}:`);
  await command.run({ ...world, client, revive, program: programFor(wish) }, { flags: values, parameters: rest });
  return 0;
}

interface Own {
  readonly values: Values;
  readonly rest: readonly string[];
  /** Its help was wanted, and has been printed. */
  readonly helped: boolean;
}

/** Reads what stands behind a command's name. */
async function readOwn(
  command: Described & Partial<Pick<OwnCommand, 'reaches'>>,
  words: readonly string[],
  world: World,
): Promise<Own> {
  const path = `swarmpki ${command.name}`;
  return withUsage(path, usageLine(command), async () => {
    const flags = { ...command.flags, ...commonFlags };
    const { values, rest } = await readFlags(words, flags, world.inputs, { anywhere: true });
    const isBare = command.needsFlag === true && !Object.keys(command.flags).some((name) => name in values);
    if (values['help'] !== true) checkCount(path, command, rest.length);
    const helped = values['help'] === true || isBare;
    if (helped) help(world, commandHelp(command, helpColumns(world), command.reaches));
    return { values, rest, helped };
  });
}

/** Refuses what does not go together, with a command's usage. */
async function refusing(command: Described, check: () => void): Promise<void> {
  await withUsage(`swarmpki ${command.name}`, usageLine(command), async () => check());
}

/** A flag that is passed over would let somebody believe that the engine that it names was meant. */
function refuseUnused({ name, reaches }: Pick<OwnCommand, 'name' | 'reaches'>, given: Values): void {
  const found = unusedFlags(reaches).find((flag) => given[flag] !== undefined);
  if (found !== undefined) throw new UsageError(1, `--${found} means nothing to 'swarmpki ${name}'`);
}

/** By the same rule: whoever names an engine where one is shown means another, and that one would not be meant. */
function refuseOthers(given: Values): void {
  const found = unusedFlags('nothing').find((flag) => given[flag] !== undefined);
  if (found === undefined) return;
  throw new UsageError(1, `--${found} means nothing here: commands act on the engine that is shown`);
}

/** Of flags of a command and of its variant only those that belong to the one that is meant. */
function refuseMixture({ name, flags }: Described, { by, uses, reaches, flags: its }: Variant, given: Values): void {
  const isMeant = given[by] !== undefined;
  const others = Object.keys(isMeant ? flags : its).filter((flag) => !(isMeant ? uses : [by]).includes(flag));
  const found = others.find((flag) => given[flag] !== undefined);
  if (found !== undefined) throw new UsageError(1, `--${found} ${isMeant ? 'does not go' : 'goes'} with --${by}`);
  if (isMeant) refuseUnused({ name: `${name} --${by}`, reaches }, given);
}

/** In the words that Docker's command line has now; those of 20.10 were others (docs/protocol.md §11.5). */
function checkCount(path: string, { parameters: { least, most } }: Described, count: number): void {
  if (count >= least && count <= most) return;
  const number = `${least} argument${least === 1 ? '' : 's'}`;
  if (most === 0) throw new UsageError(1, `'${path}' accepts no arguments`);
  if (most === least) throw new UsageError(1, `'${path}' requires ${number}`);
  throw new UsageError(1, `'${path}' requires at least ${number}`, 'See');
}

/** What nobody looks at is broken into lines as for a terminal of old, as `docker` does it. */
function helpColumns({ output }: World): number {
  return output.interactive ? output.columns : 80;
}

function help({ output }: World, text: string): 0 {
  output.print(text);
  return 0;
}
