import { fileURLToPath } from 'node:url';
import { ClientProblem, HttpEngineClient, chooseEngine, findEndpoint } from '@swarmpki/core/engine';
import type { EngineChoice, EngineClient } from '@swarmpki/core/engine';
import type { Context } from '@swarmpki/core/commands';
import { findHost, findStateDirectory, hostNodeFlags, reachHost } from '@swarmpki/core/host/where';
import type { HostProgram } from '@swarmpki/core/host/where';
import { programFor } from './flags/wish.ts';
import type { EngineWish } from './flags/wish.ts';

/** What connecting takes of the world. */
interface Surroundings extends Pick<Context, 'clock' | 'signal'> {
  readonly environment: NodeJS.ProcessEnv;
  readonly workingDirectory: string;
  /** How this program is called, to start a host. */
  readonly program: HostProgram;
  /** Says something beside the answer. */
  readonly note: (text: string) => void;
}

/**
 * Reaches the engine that is meant.
 *
 * @param startsHost whether a host is started where the lab that is meant has none
 * @throws {ClientProblem} {HostProblem}
 */
export async function connect(
  wish: EngineWish,
  startsHost: boolean,
  surroundings: Surroundings,
): Promise<EngineClient> {
  const { environment } = surroundings;
  const choice = chosen(wish, environment);
  if (choice.kind !== 'lab') return new HttpEngineClient(await findEndpoint(choice, environment), environment);
  const directory = wish.stateDirectory ?? (await nearest(surroundings));
  const path = startsHost ? await hosted(wish, directory, surroundings) : await findHost(directory, environment);
  return new HttpEngineClient({ address: { kind: 'unix', path }, name: `the lab in ${directory}` }, environment);
}

/**
 * Where the lab that is meant answers. Where nobody hosts it, a host is started for it.
 *
 * @returns the path of its socket
 * @throws {ClientProblem} `bad-context` where no lab is meant; {HostProblem}
 */
export async function reachLab(wish: EngineWish, surroundings: Surroundings): Promise<string> {
  const choice = chosen(wish, surroundings.environment);
  if (choice.kind === 'lab') return hosted(wish, wish.stateDirectory ?? (await nearest(surroundings)), surroundings);
  throw new ClientProblem('bad-context', `no lab is meant: ${choice.from} names an engine`, {
    expected: 'the lab of a directory',
    next: `Leave ${choice.from} out.`,
  });
}

function chosen({ host, context, tls, stateDirectory }: EngineWish, environment: NodeJS.ProcessEnv): EngineChoice {
  const choice = chooseEngine({ host, context, tls }, environment);
  if (tls !== undefined && choice.kind !== 'host') {
    throw new ClientProblem('bad-context', 'flags of TLS are given, and no host that is spoken to by it', {
      expected: '--host tcp://HOST:PORT; a context has its own certificates',
      next: 'Name the host, or leave the flags out.',
    });
  }
  if (choice.kind === 'lab' || stateDirectory === undefined) return choice;
  throw new ClientProblem('bad-context', `conflicting options: --state-dir names a lab, and ${choice.from} an engine`, {
    expected: 'one engine',
    next: 'Leave one of them out.',
  });
}

async function hosted(wish: EngineWish, directory: string, surroundings: Surroundings): Promise<string> {
  const { socketPath, logPath } = await reachHost(directory, surroundings);
  if (logPath !== undefined) {
    surroundings.note(
      `started a host for the lab in ${directory}: it goes on when this command has ended, until '${programFor(wish)} stop'`,
    );
  }
  return socketPath;
}

async function nearest({ workingDirectory, environment, note }: Surroundings): Promise<string> {
  const { path, passedOver } = await findStateDirectory(workingDirectory, environment);
  for (const { message } of passedOver) note(`passed over: ${message}`);
  return path;
}

/** This very program, for a process of its own. */
export function thisProgram(): HostProgram {
  const [, script = fileURLToPath(import.meta.url)] = process.argv;
  return { command: process.execPath, parameters: [...hostNodeFlags, script] };
}
