import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.ts';
import type { RunOptions } from './run.ts';

const main = fileURLToPath(new URL('../../packages/tui/src/cli/main.ts', import.meta.url));
const parameters = ['--no-warnings', main];

/** Our program in a process that goes on until it is interrupted; killed when the test ends. */
export class RunningProgram implements AsyncDisposable {
  /** What it has printed, both streams. */
  said = '';
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #words: readonly string[];

  constructor(words: readonly string[], { input = '', env = process.env }: RunOptions = {}) {
    this.#words = words;
    this.#child = spawn(process.execPath, [...parameters, ...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#exited = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    }
    this.#child.stdin?.on('error', () => undefined).end(input);
  }

  /** Waits until it has said something of this form. @returns the groups of the pattern */
  says(pattern: RegExp, timeoutMs = 60_000): Promise<readonly string[]> {
    const what = `swarmpki ${this.#words[0]} says ${pattern}`;
    const look = (): readonly string[] | undefined => {
      const match = pattern.exec(this.said)?.slice(1);
      if (match === undefined && this.#child.exitCode !== null) throw new Error(`it ended; it said: ${this.said}`);
      return match;
    };
    return eventually(what, (note) => (note(this.said.slice(-1_000)), look()), { timeoutMs });
  }

  /** Waits until it ends by itself. @returns its exit code */
  async ended(): Promise<number | null> {
    await this.#exited;
    return this.#child.exitCode;
  }

  /** Interrupts it, as Ctrl-C does. @returns its exit code */
  async interrupt(): Promise<number | null> {
    this.#child.kill('SIGINT');
    return this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exited;
  }
}
