import type { Deeds } from './deeds.ts';

/**
 * The first line that is shown after so many more. What was pressed beyond either end does not have to be taken back.
 *
 * @param top the first line before
 * @param step lines, downwards
 */
export function scrolled({ lowestTop }: Pick<Deeds, 'lowestTop'>, top: number, step: number): number {
  return Math.max(0, Math.min(lowestTop, Math.min(lowestTop, top) + step));
}
