import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** A whole share of a hundred, `25` or `25%`. */
export const percent: Kind<number> = {
  name: 'percent',
  read: (given) => {
    const value = /^(\d{1,3})%?$/.exec(given)?.[1];
    if (value === undefined || Number(value) > 100) throw badValue('it is no share of a hundred', '0 to 100');
    return Number(value);
  },
};
