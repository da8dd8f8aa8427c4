const narrowest = 10;
const gap = 3;

/**
 * Lays out a table as `docker` does: each cell is as wide as the widest of its column and three blanks, and at least ten;
 * the last one of a row is as wide as it is.
 *
 * @param rows the header among them; all of the same number of cells
 */
export function layOut(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(narrowest, ...rows.map((row) => widthOf(row[at] ?? '') + gap)),
  );
  return rows.map((row) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell + blanks((widths[at] ?? 0) - widthOf(cell)))).join(''),
  );
}

function widthOf(text: string): number {
  return Array.from(text).length;
}

function blanks(count: number): string {
  return ' '.repeat(Math.max(0, count));
}
