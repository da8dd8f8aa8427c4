import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RunResult } from '../tools/run.ts';
import { Terminal } from '../tools/terminal.ts';
import { testUser } from '../host/hosts.ts';
import type { TestUser } from '../host/hosts.ts';

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** What it has printed by now. */
  readonly seen: () => string;
  readonly result: Promise<RunResult & { readonly signal: NodeJS.Signals | null }>;
}

/** Somebody who types commands, in a clean directory, and leaves nothing behind. */
export class LabUser implements AsyncDisposable {
  readonly directory: string;
  /** As it is shipped: its path. */
  readonly program: string;
  readonly #user: TestUser;
  readonly #environment: NodeJS.ProcessEnv;

  /** @param program as it is shipped */
  static async arrive(program: string, environment: NodeJS.ProcessEnv = {}): Promise<LabUser> {
    return new LabUser(program, await testUser(), environment);
  }

  private constructor(program: string, user: TestUser, environment: NodeJS.ProcessEnv) {
    this.program = program;
    this.#user = user;
    this.directory = user.path;
    const { PATH } = process.env;
    this.#environment = { PATH, HOME: user.path, ...user.environment, ...environment };
  }

  get environment(): TestUser['environment'] {
    return this.#user.environment;
  }

  /** What its programs have of variables. */
  get variables(): NodeJS.ProcessEnv {
    return this.#environment;
  }

  /** The lab that is meant where none is named. */
  get lab(): string {
    return join(this.directory, 'data', 'swarmpki', 'lab');
  }

  start(...words: readonly string[]): Running {
    const child = spawn(process.execPath, [this.program, ...words], {
      cwd: this.directory,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Whatever it starts is found by its group, unless that is to outlive it.
      detached: true,
    });
    const { stdout, stderr } = child;
    let seen = '';
    stdout.setEncoding('utf8').on('data', (chunk: string) => (seen += chunk));
    const result = async (): Promise<RunResult & { readonly signal: NodeJS.Signals | null }> => {
      const [out, err, [code, signal]] = await Promise.all([
        text(stdout),
        text(stderr),
        once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
      ]);
      return { code: code ?? -1, stdout: out, stderr: err, signal };
    };
    return { pid: child.pid ?? 0, kill: (signal) => child.kill(signal), seen: () => seen, result: result() };
  }

  /** The program on a terminal. */
  terminal(
    words: readonly string[] = [],
    { env = {}, ...size }: { readonly columns?: number; readonly rows?: number; readonly env?: NodeJS.ProcessEnv } = {},
  ): Terminal {
    const options = { ...size, cwd: this.directory, env: { ...this.#environment, ...env } };
    return new Terminal(process.execPath, [this.program, ...words], options);
  }

  run(...words: readonly string[]): Promise<RunResult> {
    return this.start(...words).result;
  }

  /** What a command prints that goes well. */
  async prints(...words: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...words);
    if (code !== 0) throw new Error(`swarmpki ${words.join(' ')}: ${code}: ${stderr}`);
    return stdout.trimEnd();
  }

  /** The process that hosts a lab. */
  async host(lab = this.lab): Promise<number> {
    const { pid }: { pid: number } = JSON.parse(await readFile(join(lab, 'host.json'), 'utf8'));
    return pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of ['.', 'one', 'other']) {
      const lab = name === '.' ? this.lab : join(this.directory, name);
      const pid = await this.host(lab).catch(() => undefined);
      if (pid !== undefined && isAlive(pid)) {
        process.kill(pid, 'SIGKILL');
        while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    await this.#user[Symbol.asyncDispose]();
  }
}

/** Not when it has ended and nobody has asked yet what became of it. */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
