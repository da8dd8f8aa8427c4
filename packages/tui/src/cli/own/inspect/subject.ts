import { existsSync } from 'node:fs';
import { isAddress } from '../doctor/target.ts';

/** What a parameter of `inspect` means. */
export type Subject =
  | { readonly kind: 'input' }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'endpoint'; readonly address: string };

const startsAsSecret = /^(SWMTKN|SWMKEY)-/;
/** What a shell or a template should have replaced. */
const variable = /^\s*(\{\{|\$|<)/;

/** @param exists whether there is a file of that name: then it is that */
export function subjectOf(word: string, exists: (path: string) => boolean = existsSync): Subject {
  if (word === '-') return { kind: 'input' };
  if (isAddress(word, exists)) return { kind: 'endpoint', address: word };
  const mayBeToken = startsAsSecret.test(word) || variable.test(word);
  return mayBeToken && !exists(word) ? { kind: 'token', text: word } : { kind: 'path', path: word };
}
