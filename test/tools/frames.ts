import type { Grid } from './grid.ts';

/** A frame with its title, as it stands on a grid: all of them are drawn with round corners. */
interface Frame {
  readonly title: string;
  readonly top: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Frames {
  readonly closed: readonly Frame[];
  /** What is wrong with others: where, and what stands there. */
  readonly broken: readonly string[];
}

/** Follows each frame round, from its upper left corner: its four sides have to meet. */
export function framesOf({ rows }: Grid): Frames {
  const at = (row: number, column: number): string => rows[row]?.[column]?.text ?? '';
  const closed: Frame[] = [];
  const broken: string[] = [];
  const followed = new Set<string>();
  const corner = (row: number, column: number): void => void followed.add(`${row} ${column}`);
  rows.forEach((cells, top) => {
    cells.forEach(({ text }, left) => {
      if (text !== '╭') return;
      const right = cells.findIndex((cell, column) => column > left && '╮╭'.includes(cell.text) && cell.text !== '');
      const title = cells
        .slice(left + 1, right)
        .map((cell) => cell.text)
        .join('')
        .replaceAll('─', '')
        .trim();
      let bottom = top + 1;
      while (at(bottom, left) === '│' && at(bottom, right) === '│') bottom++;
      if (right < 0 || at(top, right) !== '╮' || at(bottom, left) !== '╰' || at(bottom, right) !== '╯') {
        broken.push(`“${title}” from row ${top}, columns ${left} to ${right}, is open in row ${bottom}`);
        return;
      }
      for (const [row, column] of [
        [top, left],
        [top, right],
        [bottom, left],
        [bottom, right],
      ] as const)
        corner(row, column);
      closed.push({ title, top, left, right, bottom });
    });
  });
  rows.forEach((cells, row) =>
    cells.forEach(({ text }, column) => {
      if (text !== '' && '╭╮╰╯'.includes(text) && !followed.has(`${row} ${column}`))
        broken.push(`a corner ${text} of no frame in row ${row}, column ${column}`);
    }),
  );
  return { closed, broken };
}
