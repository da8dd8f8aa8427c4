import { systemClock } from '../../clock/system-clock.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import { EngineServer } from '../../engine/server/engine-server.ts';
import type { Route } from '../../engine/server/route.ts';
import { LabEngine } from '../engine/lab-engine.ts';
import type { LabSettings } from '../engine/lab-membership.ts';
import type { HostLock } from './host-lock.ts';
import { hostedLab } from './hosted-lab.ts';
import { HostProblem } from './problem.ts';
import { makeSocketFolder, socketPathOf } from './socket-path.ts';
import { openStateDirectory } from './state-directory.ts';
import type { Environment } from './user-directories.ts';
import { takeLock } from './take-lock.ts';
import { WatchedEngine } from './watched-engine.ts';

export interface ServeOptions {
  /** Made where there is none. */
  readonly stateDirectory: string;
  /** Where it listens; computed from the directory unless told otherwise. */
  readonly socketPath?: string;
  /** Whether its lab may listen where other machines reach it. */
  readonly allowRemote?: boolean;
  /** It ends when nobody has used it for so long, ms; never unless told. */
  readonly idleMs?: number;
  readonly environment: Environment;
  /** Of this program. */
  readonly version: string;
  /** What is served besides Docker's API and what only a lab can do; it goes before both. */
  readonly routes?: (host: Host) => readonly Route[];
  readonly settings?: LabSettings;
  readonly realTime?: Clock;
  /** Ends it before it has begun; then signals of the system do. */
  readonly signal?: AbortSignal;
  /** Hears of faults of its own. */
  readonly onError: (error: unknown) => void;
}

/** Why a host has ended. */
export type End = 'stopped' | 'idle' | (typeof signals)[number];

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Hosts the engine of a state directory: takes its lock, and answers on its socket, until it is stopped, told to end by a
 * signal, or used by nobody.
 *
 * @throws {HostProblem} why the directory is not used, or not hosted
 */
export async function serveLab(options: ServeOptions): Promise<Host> {
  const { environment, onError, realTime = systemClock } = options;
  const directory = await openStateDirectory(options.stateDirectory, environment);
  const socketPath = options.socketPath ?? socketPathOf(directory, environment);
  const lock = await takeLock(directory, socketPath, realTime, options.signal);
  try {
    const { allowRemote = false, settings = {} } = options;
    const engine = await LabEngine.open({ directory, allowRemote, settings, onError });
    const host = new Host({ directory, socketPath, engine, lock, realTime, idleMs: options.idleMs, onError });
    try {
      if (options.socketPath === undefined) await makeSocketFolder(environment);
      await host.listen(options.version, options.routes?.(host) ?? []);
      if (options.signal?.aborted === true) void host.stop();
      return host;
    } catch (error) {
      await engine.close();
      throw isInUse(error) ? socketInUse(socketPath, error) : error;
    }
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface HostOptions {
  readonly directory: string;
  readonly socketPath: string;
  readonly engine: LabEngine;
  readonly lock: HostLock;
  readonly realTime: Clock;
  readonly idleMs: number | undefined;
  readonly onError: (error: unknown) => void;
}

/** A process's engine that answers. */
export class Host {
  readonly #options: HostOptions;
  readonly #watched: WatchedEngine;
  readonly #ended = Promise.withResolvers<End>();
  #server: EngineServer | undefined;
  #idle: Timer | undefined;
  #isEnding = false;

  /** For {@link serveLab}. */
  constructor(options: HostOptions) {
    this.#options = options;
    this.#watched = new WatchedEngine(options.engine, () => this.touch());
  }

  /** The state directory, its real path. */
  get directory(): string {
    return this.#options.directory;
  }

  get socketPath(): string {
    return this.#options.socketPath;
  }

  get engine(): LabEngine {
    return this.#options.engine;
  }

  /** Settles when all has ended. */
  get ended(): Promise<End> {
    return this.#ended.promise;
  }

  /** For {@link serveLab}. */
  async listen(version: string, routes: readonly Route[]): Promise<void> {
    const { engine, socketPath: path, onError } = this.#options;
    const now = (): number => engine.now();
    const lab = hostedLab({
      engine,
      version,
      onError,
      onStop: () => void this.stop(),
      onUse: () => this.#watched.use(),
    });
    const all = [...routes, ...lab];
    this.#server = await EngineServer.listen({ path, engine: this.#watched, version, routes: all, onError, now });
    for (const signal of signals) process.once(signal, this.#onSignal);
    this.touch();
  }

  /** Somebody has used it just now. */
  touch(): void {
    const { realTime, idleMs } = this.#options;
    if (idleMs === undefined || this.#isEnding) return;
    this.#idle?.cancel();
    this.#idle = realTime.after(idleMs, () => {
      if (this.#watched.isInUse || this.engine.isNeeded) this.touch();
      else void this.#end('idle');
    });
  }

  /** Ends it. What is on the disk can be hosted again. */
  stop(): Promise<End> {
    return this.#end('stopped');
  }

  /** No step that fails keeps the next ones from being taken. */
  async #end(reason: End): Promise<End> {
    if (this.#isEnding) return this.ended;
    this.#isEnding = true;
    for (const signal of signals) process.off(signal, this.#onSignal);
    this.#idle?.cancel();
    const { engine, lock, onError } = this.#options;
    // Before nobody answers any more: whoever comes then is to wait.
    await lock.announceEnd().catch(onError);
    await this.#server?.close().catch(onError);
    await engine.close().catch(onError);
    lock.release();
    this.#ended.resolve(reason);
    return reason;
  }

  readonly #onSignal = (signal: (typeof signals)[number]): void => void this.#end(signal);
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function socketInUse(path: string, cause: unknown): HostProblem {
  return new HostProblem('socket-in-use', `somebody else listens at ${path}, or it is no socket`, {
    expected: 'a path where there is nothing, or a socket that was left behind',
    next: 'Choose another path for the socket.',
    cause,
  });
}
