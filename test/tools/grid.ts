import { Unicode11Addon } from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import type { IBufferCell, Terminal as Xterm } from '@xterm/headless';

/** A number of the 256 that terminals have, or `#rrggbb`; left out, the terminal's own. */
type Colour = number | string | undefined;

/** One cell of a terminal. */
export interface Cell {
  /** A character with all that belongs to it; empty behind one that is two cells wide. */
  readonly text: string;
  readonly foreground: Colour;
  readonly background: Colour;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
}

/** What a terminal shows. */
export interface Grid {
  readonly columns: number;
  readonly rows: readonly (readonly Cell[])[];
  /** The same as text, without blanks at the ends. */
  readonly lines: readonly string[];
}

/** A terminal without a screen, by whose rules text is as wide as by Ink's. */
export function headless(columns: number, rows: number): Xterm {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  return terminal;
}

/** What a terminal shows that was told this. */
export async function gridOf(written: string, columns: number, rows: number): Promise<Grid> {
  const terminal = headless(columns, rows);
  // Whoever writes to a real terminal has its driver put the carriage return before each line feed.
  await new Promise<void>((resolve) => terminal.write(written.replaceAll('\n', '\r\n'), resolve));
  const grid = readGrid(terminal);
  terminal.dispose();
  return grid;
}

export function readGrid(terminal: Xterm): Grid {
  const { active } = terminal.buffer;
  return {
    columns: terminal.cols,
    rows: Array.from({ length: terminal.rows }, (_row, row) => {
      const line = active.getLine(active.viewportY + row);
      return Array.from({ length: terminal.cols }, (_column, column): Cell => cellOf(line?.getCell(column)));
    }),
    lines: readLines(terminal),
  };
}

/** The text alone, without blanks at the ends. */
export function readLines(terminal: Xterm): readonly string[] {
  const { active } = terminal.buffer;
  return Array.from(
    { length: terminal.rows },
    (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
  );
}

function cellOf(cell: IBufferCell | undefined): Cell {
  if (cell === undefined) throw new Error('a terminal has no such cell');
  return {
    text: cell.getWidth() === 0 ? '' : cell.getChars() || ' ',
    foreground: cell.isFgDefault() ? undefined : colourOf(cell.getFgColor(), cell.isFgRGB()),
    background: cell.isBgDefault() ? undefined : colourOf(cell.getBgColor(), cell.isBgRGB()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    inverse: cell.isInverse() !== 0,
  };
}

function colourOf(value: number, isRgb: boolean): Colour {
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : value;
}
