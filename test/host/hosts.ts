import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { serveLab } from '../../packages/core/src/lab/host/index.ts';
import type { Host, ServeOptions } from '../../packages/core/src/lab/host/index.ts';
import type { Environment } from '../../packages/core/src/lab/host/user-directories.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

const program = fileURLToPath(new URL('host-process.ts', import.meta.url));

/** How much of what a host complains of is kept, its end, in characters. */
const longestComplaint = 10_000;

/** A user of this machine, with directories of his own. */
export interface TestUser extends AsyncDisposable {
  readonly path: string;
  readonly environment: Environment;
}

export async function testUser(): Promise<TestUser> {
  const directory = await temporaryDirectory();
  const [data, runtime] = [join(directory.path, 'data'), join(directory.path, 'run')];
  await mkdir(runtime, { mode: 0o700 });
  const environment = { XDG_DATA_HOME: data, XDG_RUNTIME_DIR: runtime };
  return { path: directory.path, environment, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

/** A host in this process. */
export interface ServedLab extends AsyncDisposable {
  readonly host: Host;
}

/** Hosts a user's lab; stopped when the test ends, which fails if the host had a fault of its own. */
export async function serveLabOf(
  { path, environment }: Pick<TestUser, 'path' | 'environment'>,
  options: Partial<ServeOptions> = {},
): Promise<ServedLab> {
  const faults: unknown[] = [];
  const host = await serveLab({
    stateDirectory: join(path, 'lab'),
    environment,
    version: '0.0.0',
    onError: (error) => faults.push(error),
    ...options,
  });
  return {
    host,
    [Symbol.asyncDispose]: async () => {
      await host.stop();
      expect(faults).toEqual([]);
    },
  };
}

/** What a host says. */
interface Word {
  readonly socket?: string;
  readonly ended?: string;
  readonly refused?: string;
}

/** A host in a process of its own; killed when the test ends. */
export class HostProcess implements AsyncDisposable {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exited: Promise<unknown>;
  #complaints = '';

  /** @param nodeFlags of the program that runs it */
  constructor(directory: string, { environment }: TestUser, idleMs?: number, nodeFlags: readonly string[] = []) {
    const parameters = [program, directory, ...(idleMs === undefined ? [] : [String(idleMs)])];
    const flags = ['--disable-warning=ExperimentalWarning', ...nodeFlags];
    this.#child = spawn(process.execPath, [...flags, ...parameters], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (words: string) => {
      this.#complaints = (this.#complaints + words).slice(-longestComplaint);
      process.stderr.write(words);
    });
    this.pid = this.#child.pid ?? 0;
    this.#exited = once(this.#child, 'exit');
    if (this.#child.stdout === null) throw new Error('a process without an output');
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Its faults, as far as it has told of any: the end of that. */
  get complaints(): string {
    return this.#complaints;
  }

  /** How much memory it holds now and has held at most, bytes. Linux alone tells. */
  async memory(): Promise<{ readonly now: number; readonly most: number }> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
    return { now: bytes('VmRSS'), most: bytes('VmHWM') };
  }

  /** What it says next. */
  async word(): Promise<Word> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error('the host ended without a word');
    return JSON.parse(value) as Word;
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    this.#child.kill(signal);
    if (signal === 'SIGKILL') await this.#exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
