import { spawn } from '@lydell/node-pty';
import type { IPty } from '@lydell/node-pty';
import type { Terminal as Xterm } from '@xterm/headless';
import { eventually } from './eventually.ts';
import { headless, readGrid, readLines } from './grid.ts';
import type { Grid } from './grid.ts';

interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Sequences of keys by their names in bindings. */
const sequences: Readonly<Record<string, string>> = {
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  pageup: '\u001b[5~',
  pagedown: '\u001b[6~',
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  space: ' ',
  backspace: '\u007f',
  'ctrl+c': '\u0003',
  'ctrl+l': '\u000c',
  'ctrl+p': '\u0010',
  'ctrl+z': '\u001a',
};

/** A program in a pseudo-terminal, and what such a terminal shows of it. */
export class Terminal implements AsyncDisposable {
  /** All that the program has written. */
  written = '';
  readonly #pty: IPty;
  readonly #screen: Xterm;
  readonly #exited: Promise<number>;
  #unwritten = 0;
  readonly #looking: (() => void)[] = [];

  constructor(file: string, words: readonly string[], options: TerminalOptions = {}) {
    const { columns: cols = 100, rows = 30, env = {}, cwd = process.cwd() } = options;
    this.#screen = headless(cols, rows);
    const terminalEnv = { ...env, TERM: 'xterm-256color', COLORTERM: 'truecolor', CI: undefined };
    const given = Object.entries(terminalEnv).filter(([, value]) => value !== undefined);
    this.#pty = spawn(file, [...words], { cols, rows, cwd, env: Object.fromEntries(given) });
    this.#pty.onData((data) => {
      this.written += data;
      this.#unwritten++;
      this.#screen.write(data, () => {
        this.#unwritten--;
        for (const look of this.#looking.splice(0)) look();
      });
    });
    this.#screen.onData((answer) => this.#pty.write(answer));
    this.#exited = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: this.#screen.cols, rows: this.#screen.rows };
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** What can be read, line by line, without blanks at the ends. */
  get lines(): readonly string[] {
    return readLines(this.#screen);
  }

  get text(): string {
    return this.lines.join('\n');
  }

  /** Whether the program has the screen for itself, as editors do. */
  get isAlternate(): boolean {
    return this.#screen.buffer.active.type === 'alternate';
  }

  /** The cells themselves. */
  get grid(): Grid {
    return readGrid(this.#screen);
  }

  /** A picture has come in part: programs put it between two marks of synchronised output. */
  get #isDrawing(): boolean {
    return this.#unwritten > 0 || this.written.lastIndexOf('\u001b[?2026h') > this.written.lastIndexOf('\u001b[?2026l');
  }

  /** Presses keys, one after another: by their names, or the characters of a text. */
  press(...keys: readonly string[]): void {
    this.#pty.write(keys.map((key) => sequences[key] ?? key).join(''));
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Waits until the screen shows it. */
  shows(pattern: RegExp | string, timeoutMs = 20_000): Promise<string> {
    return eventually(
      `the screen shows ${pattern}`,
      (note) => {
        if (this.#isDrawing) return undefined;
        const text = note(this.text);
        return (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text)) ? text : undefined;
      },
      { timeoutMs, everyMs: 20 },
    );
  }

  /** Waits for a sentence, wherever its lines are broken. @param words a pattern */
  says(words: string, timeoutMs = 30_000): Promise<string> {
    // What stands between the lines of a panel is its frame, and beside one that lies over others are theirs.
    return this.shows(new RegExp(words.replaceAll(' ', '[\\s│╭╮╰╯]+')), timeoutMs);
  }

  /** Waits until the screen does not show it any more. */
  hides(pattern: RegExp | string, timeoutMs = 20_000): Promise<string> {
    return eventually(
      `the screen does not show ${pattern}`,
      (note) => {
        if (this.#isDrawing) return undefined;
        const text = note(this.text);
        return (typeof pattern === 'string' ? text.includes(pattern) : pattern.test(text)) ? undefined : text;
      },
      { timeoutMs, everyMs: 20 },
    );
  }

  /** Waits until the screen shows it, and looks at every change: for those who measure. */
  async sees(text: string): Promise<void> {
    while (!this.text.includes(text)) await new Promise<void>((resolve) => this.#looking.push(resolve));
  }

  /** Waits until something is so of what is shown. */
  settles(isSo: () => boolean, timeoutMs = 20_000): Promise<true> {
    return eventually(
      'the screen settles',
      (note) => {
        note(this.text);
        return this.#unwritten === 0 && isSo() ? true : undefined;
      },
      { timeoutMs, everyMs: 20 },
    );
  }

  /** Writes to the screen as another program would. */
  spoil(text: string): void {
    this.#unwritten++;
    this.#screen.write(text, () => this.#unwritten--);
  }

  kill(signal: string): void {
    this.#pty.kill(signal);
  }

  /** Waits until it ends, and the terminal shows what it wrote last. @returns its exit code */
  async ended(): Promise<number> {
    const code = await this.#exited;
    await eventually('all is shown', () => (this.#unwritten === 0 ? true : undefined), { everyMs: 5 });
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#pty.kill('SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await this.#exited;
    this.#screen.dispose();
  }
}
