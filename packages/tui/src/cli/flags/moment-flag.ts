import { moment } from '@swarmpki/core/commands';
import type { Moment } from '@swarmpki/core/commands';

/** When it is judged, if not now: the same wherever something is. */
export const momentFlag = {
  kind: moment,
  help: 'Judge for another moment: a date, RFC 3339, or a length of time from now, such as 90d',
  initial: 'now',
} as const;

/** @param now ms since epoch @returns the same */
export function momentOf(at: Moment | undefined, now: number): number {
  if (at === undefined) return now;
  return 'at' in at ? at.at : now + at.distance;
}
