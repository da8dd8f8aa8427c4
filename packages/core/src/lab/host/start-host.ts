import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../clock/clock.ts';
import { ifThere } from '../../files/missing.ts';
import { isAnswering } from './answering.ts';
import { HostProblem } from './problem.ts';
import { checkSocketFolder, socketOf } from './socket-path.ts';
import { openStateDirectory } from './state-directory.ts';
import type { Environment } from './user-directories.ts';

/** How a program is called that hosts: what stands before `serve`. */
export interface HostProgram {
  readonly command: string;
  readonly parameters: readonly string[];
}

export interface ReachOptions {
  readonly program: HostProgram;
  readonly environment: Environment;
  /** Real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A host that answers. */
export interface ReachedHost {
  readonly socketPath: string;
  /** Where it writes what goes wrong; only of one that was started for this. */
  readonly logPath: string | undefined;
}

const logName = 'host.log';
/** A log that is longer makes room for a new one when a host begins, bytes. */
const longestLog = 1024 * 1024;
/** A host that nobody uses for so long ends. */
const idle = '30m';
const lookEveryMs = 20;
/** To begin a lab of thousands takes a while. */
const longestStartMs = 120_000;

/**
 * Makes sure that a state directory is hosted: where nobody does, a host is started that outlives this process, and writes
 * into the directory what goes wrong.
 *
 * @throws {HostProblem} `not-started`, and why the directory is not used
 */
export async function reachHost(stateDirectory: string, options: ReachOptions): Promise<ReachedHost> {
  const socketPath = await socketOf(stateDirectory, options.environment);
  await checkSocketFolder(options.environment);
  if (await isAnswering(socketPath)) return { socketPath, logPath: undefined };
  const directory = await openStateDirectory(stateDirectory, options.environment);
  const logPath = join(directory, logName);
  const { ended } = await start(directory, logPath, options);
  await answers(socketPath, ended, logPath, options);
  return { socketPath, logPath };
}

/**
 * Looks for the host of a state directory, and starts none.
 *
 * @returns where it answers
 * @throws {HostProblem} `not-hosted`
 */
export async function findHost(stateDirectory: string, environment: Environment): Promise<string> {
  const socketPath = await socketOf(stateDirectory, environment);
  await checkSocketFolder(environment);
  if (await isAnswering(socketPath)) return socketPath;
  throw new HostProblem('not-hosted', `the lab in ${stateDirectory} does not run`, {
    expected: 'a lab with a host',
    next: 'There is nothing to stop. Any other command starts it, and goes on with the swarm that it has.',
  });
}

/** A process that was started; how it ends, or that there is none, is heard from the first. */
interface Started {
  readonly ended: Promise<Ended>;
}

interface Ended {
  /** Why there is none. */
  readonly failure: unknown;
}

async function start(directory: string, logPath: string, { program }: ReachOptions): Promise<Started> {
  await using log = await openLog(logPath);
  const serve = ['serve', '--state-dir', directory, '--idle', idle];
  const child = spawn(program.command, [...program.parameters, ...serve], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  const ended = once(child, 'exit').then(
    () => ({ failure: undefined }),
    (failure: unknown) => ({ failure }),
  );
  return { ended };
}

async function openLog(path: string): Promise<FileHandle> {
  const log = await ifThere(stat(path), undefined);
  if (log !== undefined && log.size > longestLog) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

/** Of several that begin at once one hosts, and the others end: so what counts is whether anybody answers. */
async function answers(
  socketPath: string,
  ended: Promise<Ended>,
  logPath: string,
  { clock, signal }: ReachOptions,
): Promise<void> {
  const end = clock.now() + longestStartMs;
  for (let last: Ended | undefined; !(await isAnswering(socketPath));) {
    signal.throwIfAborted();
    if (last !== undefined || clock.now() > end) throw notStarted(logPath, last?.failure);
    last = await Promise.race([ended, pause(clock)]);
  }
}

function pause(clock: Clock): Promise<undefined> {
  return new Promise((resolve) => clock.after(lookEveryMs, () => resolve(undefined)));
}

function notStarted(logPath: string, cause: unknown): HostProblem {
  return new HostProblem('not-started', 'no host of the lab could be started', {
    expected: 'a process of swarmpki that goes on by itself',
    next: `Why stands at the end of ${logPath}.`,
    cause,
  });
}
