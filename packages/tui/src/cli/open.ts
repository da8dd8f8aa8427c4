import { Readable } from 'node:stream';
import type { Output } from '@swarmpki/core/commands';
import type { EngineClient } from '@swarmpki/core/engine';
import type { EngineOffer, Target } from '../app/engines.ts';
import { openScreens } from '../screens/open.tsx';
import { inputsFrom } from './flags/inputs.ts';
import { progressFile } from './progress-file.ts';
import { run } from './run.ts';
import type { World } from './run.ts';
import { plain } from './output/styled.ts';
import { programFor } from './flags/wish.ts';
import type { EngineWish } from './flags/wish.ts';

/**
 * Opens the screens on the terminal of this process.
 *
 * @returns the exit code
 */
export async function open(world: World, wish: EngineWish, readOnly: boolean, screenReader: boolean): Promise<number> {
  const { output, clock, signal, environment } = world;
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    output.note('swarmpki: the screens need a terminal for keys and picture');
    output.note("  next: run a command, as 'swarmpki node ls', or 'swarmpki tour' for a demonstration in lines");
    return 1;
  }
  const farewell = await openScreens({
    target: targetOf(world, wish),
    findEngines: () => findEngines(world, wish),
    runLine: (client) => (words, to, ending, answer) =>
      run(words, worldOf(world, client, { output: to, signal: ending, answer })),
    clock,
    signal,
    environment,
    readOnly,
    screenReader,
    progress: progressFile(environment),
    stdin,
    stdout,
  });
  if (farewell !== '') output.print(farewell);
  return 0;
}

/** An engine that is meant, as the screens reach it. */
function targetOf(world: World, wish: EngineWish): Target {
  return {
    engine: { name: nameOf(wish), isLab: undefined, program: programFor(wish) },
    connect: (note) => world.connect(wish, true, note),
  };
}

/** The engine that was meant at first, and those of Docker's contexts. */
async function findEngines(world: World, first: EngineWish): Promise<readonly EngineOffer[]> {
  const { listContexts } = await import('@swarmpki/core/engine');
  const contexts = await listContexts(world.environment);
  const offers = contexts.map(({ name, description, host, isCurrent, problem }): EngineOffer => {
    const about = [isCurrent ? '* docker’s own now' : '', host, description].filter((part) => part !== '');
    const wish = { host: undefined, context: name, stateDirectory: undefined };
    return problem === undefined
      ? { title: name, about: about.join('   '), target: targetOf(world, wish) }
      : { title: name, about: problem.message, target: undefined };
  });
  const begun = { title: nameOf(first), about: 'with which this program was started', target: targetOf(world, first) };
  return [begun, ...offers.filter(({ title }) => title !== first.context)];
}

/** A command of the screens. */
interface Called {
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly answer: string | undefined;
}

/** A command of the screens acts on the engine that they show, reads no terminal, and does not close the connection. */
function worldOf(world: World, client: () => EngineClient, { output, signal, answer }: Called): World {
  const { clock, environment, workingDirectory } = world;
  // Keys are for the screens: whatever asks for something gets what was typed there for it, or nothing.
  const input = Readable.from(answer === undefined ? [] : [answer]);
  return {
    output: { ...output, printStyled: (line) => output.print(plain(line)) },
    showsEngine: true,
    input,
    inputs: inputsFrom(input, () => undefined, signal),
    clock,
    signal,
    environment,
    workingDirectory,
    connect: async () => lent(client()),
    open: async () => 1,
  };
}

/** What somebody else will close. */
function lent(client: EngineClient): EngineClient {
  return new Proxy(client, {
    get(target, name) {
      if (name === Symbol.asyncDispose) return async () => undefined;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function nameOf({ host, context, stateDirectory }: EngineWish): string {
  return host ?? context ?? (stateDirectory === undefined ? 'the lab' : `the lab in ${stateDirectory}`);
}
