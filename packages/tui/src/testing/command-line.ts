import { Readable } from 'node:stream';
import { manualClock } from '../../../core/src/clock/manual-clock.ts';
import { EngineDouble } from '../../../core/src/testing/engine-double.ts';
import { run } from '../cli/run.ts';
import type { World } from '../cli/run.ts';
import { plain } from '../cli/output/styled.ts';
import type { EngineWish } from '../cli/flags/wish.ts';

/** 2026-11-24 12:30 UTC, ms since epoch. */
const noon = Date.UTC(2026, 10, 24, 12, 30);

/** A command line whose engine is a double, with all that it has printed. */
export class TestedCommandLine {
  readonly engine = new EngineDouble();
  readonly clock = manualClock(noon);
  readonly interruption = new AbortController();
  /** Names of files, and what is in them. */
  readonly files = new Map<string, string>();
  /** What is piped in, piece by piece. */
  readonly piped: (string | Uint8Array)[] = [];
  /** What is answered to a question for a secret. */
  secret = '';
  interactive = false;
  /** It is called from the screens, which show the engine. */
  isOfScreens = false;
  columns = 200;
  readonly printed: string[] = [];
  readonly notes: string[] = [];
  /** Rows of each drawing. */
  readonly drawn: (readonly string[])[] = [];
  readonly asked: string[] = [];
  /** The engine that was meant, and whether a host would have been started for it. */
  wish: EngineWish | undefined;
  startsHost: boolean | undefined;

  get out(): string {
    return this.printed.join('\n');
  }

  get err(): string {
    return this.notes.join('\n');
  }

  /** @param line words with blanks between them; those with blanks of their own are given as a list */
  run(line: string | readonly string[]): Promise<number | 'interrupted'> {
    return run(typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line, this.#world());
  }

  #world(): World {
    const { interactive, columns, printed, notes, drawn, files } = this;
    return {
      output: {
        interactive,
        columns,
        print: (text) => void printed.push(text),
        printStyled: (line) => void printed.push(plain(line)),
        note: (text) => void notes.push(text),
        redraw: (rows) => void drawn.push(rows),
      },
      input: Readable.from(this.piped),
      inputs: {
        readFile: async (path) => {
          const contents = files.get(path);
          if (contents === undefined) throw new Error(`open ${path}: no such file or directory`);
          return contents;
        },
        askSecret: async (prompt) => {
          this.asked.push(prompt);
          return this.secret;
        },
      },
      ...(this.isOfScreens && { showsEngine: true as const }),
      clock: this.clock,
      environment: {},
      workingDirectory: '/',
      signal: this.interruption.signal,
      open: async () => 1,
      connect: async (wish, startsHost) => {
        this.wish = wish;
        this.startsHost = startsHost;
        return this.engine;
      },
    };
  }
}
