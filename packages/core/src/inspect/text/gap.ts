import { code, isBreak, isLetter } from './characters.ts';

const closing = new Map([
  ['<', '>'],
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
]);
const longest = 64;

/**
 * Reads what stands for a part that somebody has to fill in, or that was left out: `<digest>`, `{{ token }}`, `${TOKEN}`,
 * `$TOKEN`, `$(command)`, `%s`, `***`, `[0-9a-z]{50}`, `(.*)`, `\w+`; three dots or `…`.
 *
 * @param fresh whether a part begins here, or a gap has ended: only dots may stand elsewhere
 * @returns behind it, or -1
 */
export function afterGap(text: string, at: number, fresh: boolean): number {
  const character = text.charAt(at);
  if (character === '…') return at + 1;
  if (text.startsWith('...', at)) return skipSame(text, at, code.dot);
  if (!fresh) return -1;
  if (closing.has(character)) return afterBracket(text, at);
  switch (character) {
    case '*':
    case '+':
    case '?':
      return at + 1;
    case '$':
      return closing.has(text.charAt(at + 1)) ? afterBracket(text, at + 1) : afterName(text, at + 1);
    case '%':
      return isLetter(text.charCodeAt(at + 1)) ? at + 2 : -1;
    case '\\':
      return 'wdsWDS'.includes(text.charAt(at + 1) || ' ') ? at + 2 : -1;
    default:
      return -1;
  }
}

function skipSame(text: string, start: number, unit: number): number {
  let at = start;
  while (at - start < longest && text.charCodeAt(at) === unit) at++;
  return at;
}

function afterName(text: string, start: number): number {
  let at = start;
  while (at - start < longest && (isLetter(text.charCodeAt(at)) || text.charAt(at) === '_')) at++;
  return at > start ? at : -1;
}

/** A closing tag is no bracket. */
function afterBracket(text: string, start: number): number {
  const close = closing.get(text.charAt(start));
  if (text.charAt(start + 1) === '/') return -1;
  for (let at = start + 1; at - start < longest && at < text.length && !isBreak(text.charCodeAt(at)); at++) {
    if (text.charAt(at) === close) return text.charAt(at + 1) === close ? at + 2 : at + 1;
  }
  return -1;
}
