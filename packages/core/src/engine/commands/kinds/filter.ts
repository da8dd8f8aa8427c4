import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** What is to be listed: by name of a filter, values of which one has to fit. */
export type Filters = ReadonlyMap<string, readonly string[]>;

export const filters: Kind<Filters> = {
  name: 'filter',
  read: (text, _inputs, earlier = new Map()) => {
    if (text === '') return earlier;
    const equals = text.indexOf('=');
    if (equals < 0) throw badValue('bad format of filter (expected name=value)', 'name=value');
    const name = text.slice(0, equals).trim().toLowerCase();
    return new Map([...earlier, [name, [...(earlier.get(name) ?? []), text.slice(equals + 1).trim()]]]);
  },
};
