import { omitEmpty, text } from '../codec.ts';

/** A word that is left out where it is the usual one: of thousands of rows most are usual. */
export function usually<Word extends string>(usual: Word): ReturnType<typeof omitEmpty<Word | (string & {})>> {
  return omitEmpty({
    read: (json, at) => text.read(json, at) || usual,
    write: (value) => value,
    zero: usual,
    isEmpty: (value) => value === usual,
  });
}
