const base64Characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What they stand for, and one more: others stand for nothing. */
const base64 = new Uint8Array(128);
for (let index = 0; index < base64Characters.length; index++) base64[base64Characters.charCodeAt(index)] = index + 1;

export const code = {
  tab: 0x09,
  lf: 0x0a,
  cr: 0x0d,
  space: 0x20,
  plus: 0x2b,
  dash: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  equals: 0x3d,
  backslash: 0x5c,
} as const;

/** All of these take `NaN`, what `charCodeAt` gives beyond the end, for none of theirs. */
export function isBase64(unit: number): boolean {
  return unit < 128 && base64[unit] !== 0;
}

/** The six bits that a character of base64 stands for, or -1. */
export function sextet(unit: number): number {
  return unit < 128 ? (base64[unit] ?? 0) - 1 : -1;
}

export function isBlank(unit: number): boolean {
  return unit === code.space || unit === code.tab || unit === 0x0b || unit === 0x0c;
}

export function isBreak(unit: number): boolean {
  return unit === code.lf || unit === code.cr;
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

export function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a && unit < 128;
}

/** `"`, `'` or a back quote. */
export function isQuote(unit: number): boolean {
  return unit === 0x22 || unit === 0x27 || unit === 0x60;
}

export function skipBlanks(text: string, at: number, end: number): number {
  let next = at;
  while (next < end && isBlank(text.charCodeAt(next))) next++;
  return next;
}

/** Where the line ends: at its break, or at `end`. */
export function lineEnd(text: string, at: number, end: number): number {
  let next = at;
  while (next < end && !isBreak(text.charCodeAt(next))) next++;
  return next;
}

/** Behind the break that stands at `at`: CR LF is one. */
export function skipBreak(text: string, at: number): number {
  return text.charCodeAt(at) === code.cr && text.charCodeAt(at + 1) === code.lf ? at + 2 : at + 1;
}

/** A character that is written as several: `\n`, `\\n`, `\/`, `\u002b`; a backslash before a line's end is a blank. */
export interface Escape {
  readonly end: number;
  readonly unit: number;
}

const mostBackslashes = 8;
const escaped = new Map([
  ['n', code.lf],
  ['r', code.cr],
  ['t', code.tab],
  ['/', code.slash],
]);

/** Reads what begins with a backslash, escaped once or several times over. */
export function readEscape(text: string, at: number): Escape | undefined {
  let next = at;
  while (next - at < mostBackslashes && text.charCodeAt(next) === code.backslash) next++;
  if (next === at) return undefined;
  if (isBreak(text.charCodeAt(next)) || next === text.length) return { end: next, unit: code.space };
  const letter = text.charAt(next);
  const unit = escaped.get(letter);
  if (unit !== undefined) return { end: next + 1, unit };
  if (letter !== 'u') return undefined;
  let value = 0;
  for (let index = next + 1; index < next + 5; index++) {
    const digit = hexDigit(text.charCodeAt(index));
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return { end: next + 5, unit: value };
}

function hexDigit(unit: number): number {
  if (isDigit(unit)) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** V8 copies parts that are shorter. */
const shortestPart = 13;

/**
 * The same text with a memory of its own. V8 keeps the whole text of which a part is in use: a find would keep every
 * version of a document.
 */
export function detached(text: string): string {
  return text.length < shortestPart ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

/** Without escapes; in a memory of its own. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return detached(text);
  let [value, from] = ['', 0];
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
    const escape = readEscape(text, at);
    value += text.slice(from, at) + (escape === undefined ? text.charAt(at) : String.fromCharCode(escape.unit));
    from = escape?.end ?? at + 1;
  }
  return detached(value + text.slice(from));
}
