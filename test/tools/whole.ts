import { expect } from 'vitest';
import { framesOf } from './frames.ts';
import type { Grid } from './grid.ts';

/** Every frame is closed, the whole width is used, and there are as many of them as titles that are looked for. */
export function expectWhole(grid: Grid, ...titles: readonly (RegExp | string)[]): void {
  const { closed, broken } = framesOf(grid);
  const picture = grid.lines.join('\n');
  expect(broken, picture).toEqual([]);
  for (const title of titles) expect(closed.map((frame) => frame.title).join('\n'), picture).toMatch(title);
  expect(Math.max(...closed.map(({ right }) => right)), picture).toBe(grid.columns - 1);
}

/** Whether all of the width is used, and every frame in it closed. */
export function isWhole(grid: Grid): boolean {
  const { closed, broken } = framesOf(grid);
  return broken.length === 0 && Math.max(...closed.map(({ right }) => right)) === grid.columns - 1;
}

/** What lies over the screen is whole, whatever it cuts. @returns what stands in it, line by line */
export function expectOverlay(grid: Grid, title: RegExp | string): string {
  const { closed } = framesOf(grid);
  const found = closed.find((frame) =>
    typeof title === 'string' ? frame.title.includes(title) : title.test(frame.title),
  );
  if (found === undefined) return expect.fail(grid.lines.join('\n'));
  const { top, left, right, bottom } = found;
  const inside = grid.rows.slice(top + 1, bottom).map((cells) => cells.slice(left + 1, right));
  return inside.map((cells) => cells.map(({ text }) => text).join('')).join('\n');
}
