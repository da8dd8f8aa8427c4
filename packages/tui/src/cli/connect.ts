import { fileURLToPath } from 'node:url';
import { ClientProblem, HttpEngineClient, chooseEngine, findEndpoint } from '@swarmpki/core/engine';
import type { EngineClient } from '@swarmpki/core/engine';
import type { Context } from '@swarmpki/core/commands';
import { findStateDirectory, reachHost } from '@swarmpki/core/host/where';
import type { HostProgram } from '@swarmpki/core/host/where';
import { nodeFlags } from './node-flags.ts';
import type { EngineWish } from './run.ts';

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
 * Reaches the engine that is meant. Where it is a lab that nobody hosts, a host is started for it.
 *
 * @throws {ClientProblem} {HostProblem}
 */
export async function connect(wish: EngineWish, surroundings: Surroundings): Promise<EngineClient> {
  const { host, context, stateDirectory } = wish;
  const { environment } = surroundings;
  const choice = chooseEngine({ host, context }, environment);
  if (choice.kind === 'lab') return connectLab(stateDirectory, surroundings);
  if (stateDirectory === undefined) return new HttpEngineClient(await findEndpoint(choice, environment), environment);
  throw new ClientProblem('bad-context', `conflicting options: --state-dir names a lab, and ${choice.from} an engine`, {
    expected: 'one engine',
    next: 'Leave one of them out.',
  });
}

async function connectLab(wanted: string | undefined, surroundings: Surroundings): Promise<EngineClient> {
  const { environment, note } = surroundings;
  const directory = wanted ?? (await nearest(surroundings));
  const { socketPath, logPath } = await reachHost(directory, surroundings);
  if (logPath !== undefined) {
    note(`started a host for the lab in ${directory}: it goes on when this command has ended, until 'swarmpki stop'`);
  }
  const endpoint = { address: { kind: 'unix', path: socketPath }, name: `the lab in ${directory}` } as const;
  return new HttpEngineClient(endpoint, environment);
}

async function nearest({ workingDirectory, environment, note }: Surroundings): Promise<string> {
  const { path, passedOver } = await findStateDirectory(workingDirectory, environment);
  for (const { message } of passedOver) note(`passed over: ${message}`);
  return path;
}

/** This very program, for a process of its own. */
export function thisProgram(): HostProgram {
  const [, script = fileURLToPath(import.meta.url)] = process.argv;
  return { command: process.execPath, parameters: [...nodeFlags, script] };
}
