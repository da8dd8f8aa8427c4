import type { Output } from '@swarmpki/core/commands';

/** Where a program writes to: a terminal, a file or a pipe. */
interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What may harm whoever looks at a terminal: control characters, and those that turn text round. */
const harmful = /[^\P{Cc}\n\t]|\p{Cf}/gu;

/** Text that may come from an engine, safe to show; its lines and tabs stay. */
export function harmless(text: string): string {
  return text.replace(harmful, '\u{fffd}');
}

/** A command's output on the streams of a program. */
export function outputTo(stdout: Stream, stderr: Stream): Output {
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
    note(text) {
      shown = 0;
      stderr.write(`${harmless(text)}\n`);
    },
    redraw(rows) {
      // A row that does not fit would take two lines, and the next drawing begin in the wrong one.
      const fitting = rows.map((row) => cut(harmless(row), columns()));
      const above = shown === 0 ? '' : `\u001b[${shown}A\u001b[0J`;
      stdout.write(`${above}${fitting.join('\n')}\n`);
      shown = fitting.length;
    },
  };
}

function cut(row: string, columns: number): string {
  const characters = Array.from(row);
  return characters.length < columns ? row : `${characters.slice(0, columns - 2).join('')}…`;
}
