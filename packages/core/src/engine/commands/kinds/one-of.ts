import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** One of some words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Kind<Word> {
  return {
    name: 'string',
    words,
    read: (given) => {
      const found = words.find((word) => word === given);
      if (found !== undefined) return found;
      throw badValue(`it is none of ${words.join(', ')}`);
    },
  };
}
