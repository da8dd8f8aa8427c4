import { clockStop } from '../../shapes/extension/clock.ts';
import type { ClockStop } from '../../shapes/extension/clock.ts';
import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';
import { moment } from './moment.ts';
import type { Moment } from './moment.ts';

/** Where lab time is to stop. How far a moment is from now is known when it is now. */
export interface StopWish {
  readonly stop: ClockStop;
  readonly moment: Moment | undefined;
}

export const stopUsage = 'renewal[=NODE], expiry[=NODE], rotation, event=NAME, a date, or a length of time';

/** `renewal`, `expiry=worker-3`, `rotation`, `event=node-removed`, `2027-02-01`, `7d`; `nothing` takes back what was said before. */
export const stop: Kind<StopWish> = {
  name: 'stop',
  read: async (given, inputs) => {
    const { What: what, of, isWhole } = partsOf(given);
    const wish = (more: Partial<ClockStop> = {}): StopWish => ({
      stop: { ...clockStop.zero, What: what, ...more },
      moment: undefined,
    });
    if ((what === 'renewal' || what === 'expiry') && of !== '') return wish(isWhole ? {} : { ID: of });
    if ((what === 'rotation' || what === 'nothing') && isWhole) return wish();
    if (what === 'event' && !isWhole && of !== '') return wish({ Event: of });
    try {
      const at = await moment.read(given, inputs, undefined);
      return { stop: { ...clockStop.zero, What: 'moment' }, moment: at };
    } catch {
      throw badValue(`${JSON.stringify(given)} is nothing at which lab time could stop`, `${stopUsage}; or nothing`);
    }
  },
};

/** @returns what stands behind the first `=`, or the whole where there is none */
function partsOf(given: string): { readonly What: string; readonly of: string; readonly isWhole: boolean } {
  const at = given.indexOf('=');
  if (at < 0) return { What: given, of: given, isWhole: true };
  return { What: given.slice(0, at), of: given.slice(at + 1), isWhole: false };
}
