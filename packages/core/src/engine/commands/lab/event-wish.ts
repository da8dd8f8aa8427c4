import type { Filters } from '../kinds/filter.ts';
import type { Moment } from '../kinds/moment.ts';

/** What is wanted of what has happened. */
export interface EventWish {
  /** And of what will happen. */
  readonly follow: boolean;
  readonly since: Moment | undefined;
  readonly until: Moment | undefined;
  readonly filters: Filters;
  readonly format: 'json' | undefined;
}

/** When that is, ms since epoch: a distance is one into the past. */
export function momentBefore(now: number, moment: Moment): number {
  return 'at' in moment ? moment.at : now - moment.distance;
}
