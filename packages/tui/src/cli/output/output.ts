import { painted, plain } from './styled.ts';
import type { StyledOutput } from './styled.ts';

/** Where a program writes to: a terminal, a file or a pipe. */
interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** What may harm whoever looks at a terminal: control characters, and those that turn text round. */
const harmful = /[^\P{Cc}\n\t]|\p{Cf}/gu;

/** Text that may come from an engine, safe to show; its lines and tabs stay. */
export function harmless(text: string): string {
  return text.replace(harmful, '\u{fffd}');
}

/** It is one row, whatever is in it. */
function harmlessRow(text: string): string {
  return harmless(text).replaceAll(/[\n\t]/g, ' ');
}

/** A command's output on the streams of a program. @param colours whether styles are shown */
export function outputTo(stdout: Stream, stderr: Stream, colours = false): StyledOutput {
  const columns = (): number => stdout.columns || 200;
  let shown = 0;
  return {
    interactive: stdout.isTTY === true,
    get columns() {
      return columns();
    },
    print(text) {
      shown = 0;
      stdout.write(`${harmless(text)}\n`);
    },
    printStyled(line) {
      shown = 0;
      stdout.write(`${colours ? painted(line, harmless) : harmless(plain(line))}\n`);
    },
    note(text) {
      shown = 0;
      stderr.write(`${harmless(text)}\n`);
    },
    redraw(rows) {
      const above = shown === 0 ? '' : `\u001b[${shown}A\u001b[0J`;
      const { fitting, lines } = fit(rows.map(harmlessRow), columns(), (stdout.rows || Infinity) - 1);
      stdout.write(`${above}${fitting.join('\n')}\n`);
      shown = lines;
    },
  };
}

/** The first rows, as many as are seen at once: nothing is drawn over what a terminal has scrolled away. */
function fit(
  rows: readonly string[],
  columns: number,
  height: number,
): { readonly fitting: readonly string[]; readonly lines: number } {
  const fitting: string[] = [];
  let lines = 0;
  for (const row of rows) {
    // A row that is longer than the terminal is wide takes more lines than one.
    const more = Math.max(1, Math.ceil(Array.from(row).length / columns));
    if (lines + more > height) break;
    fitting.push(row);
    lines += more;
  }
  return { fitting, lines };
}
