import { longestAffix } from './bounds.ts';
import { isBlank, isBreak, isDigit, isQuote, lineEnd, skipBlanks } from './characters.ts';
import type { Marker } from './marker.ts';

const byteOrderMark = 0xfeff;
/** What joins the strings of a program, where each holds a line. */
const joiners = new Set([...' \t+.,&('].map((character) => character.charCodeAt(0)));

/**
 * What stands on each line of a block besides its contents: the marks of a diff or a quotation, a log's time and name, the
 * quotes of strings that a program joins. The line of the beginning says what they are; on other lines they are the same
 * but for numbers and the width of blanks, or whatever is left of them: `KEY="` stands on the first line alone.
 */
export class Affixes {
  /** Before the beginning on its line. */
  readonly prefix: string;
  /** Behind the beginning on its line; empty where that is only blanks. */
  readonly suffix: string;
  /** The prefix is blanks, or nothing, and known to its first character. */
  readonly alone: boolean;
  readonly #text: string;
  /** With which the prefix ends. */
  readonly #quote: number | undefined;
  /** A prefix of digits could not be told from contents. */
  readonly #varies: boolean;

  private constructor(text: string, start: number | undefined, begin: Marker, suffix: string) {
    this.#text = text;
    this.prefix = text.slice(start ?? begin.start, begin.start);
    this.suffix = suffix;
    this.alone = start !== undefined && this.prefix.trim() === '';
    const last = text.charCodeAt(begin.start - 1);
    this.#quote = this.prefix !== '' && isQuote(last) ? last : undefined;
    this.#varies = this.prefix !== '' && !isDigit(last);
  }

  /** @param floor what lies before belongs to something else */
  static around(text: string, begin: Marker, floor: number): Affixes {
    let start = begin.start;
    const least = Math.max(floor, begin.start - longestAffix);
    while (start > least && !isBreak(text.charCodeAt(start - 1))) start--;
    const known = start === floor || start === 0 || isBreak(text.charCodeAt(start - 1));
    if (start === 0 && text.charCodeAt(0) === byteOrderMark) start++;
    return new Affixes(text, known ? Math.min(start, begin.start) : undefined, begin, suffixBehind(text, begin.end));
  }

  /** @param at where a line begins @returns where its contents do */
  afterPrefix(at: number, end: number): number {
    const blank = skipBlanks(this.#text, at, end);
    if (this.alone || this.prefix === '') return blank;
    if (this.#text.startsWith(this.prefix, at)) return skipBlanks(this.#text, at + this.prefix.length, end);
    const like = this.#varies ? alike(this.#text, at, end, this.prefix) : -1;
    if (like >= 0) return skipBlanks(this.#text, like, end);
    const quoted = this.#quote === undefined ? -1 : this.#afterJoin(at, end);
    return quoted >= 0 ? quoted : blank;
  }

  /** @returns where the line ends if nothing but the suffix stands there, else -1 */
  afterSuffix(at: number, end: number): number {
    if (this.suffix === '') return -1;
    const like = alike(this.#text, at, end, this.suffix);
    if (like < 0) return -1;
    const rest = skipBlanks(this.#text, like, end);
    return rest === this.#text.length || isBreak(this.#text.charCodeAt(rest)) ? rest : -1;
  }

  #afterJoin(at: number, end: number): number {
    let next = at;
    const most = Math.min(end, at + longestAffix);
    while (next < most && joiners.has(this.#text.charCodeAt(next))) next++;
    return next < most && this.#text.charCodeAt(next) === this.#quote ? next + 1 : -1;
  }
}

function suffixBehind(text: string, at: number): string {
  const end = lineEnd(text, at, Math.min(text.length, at + longestAffix));
  return end < text.length && !isBreak(text.charCodeAt(end)) ? '' : text.slice(at, end).trim();
}

/** @returns behind what is as `pattern` is but for numbers and the width of blanks, or -1 */
function alike(text: string, at: number, end: number, pattern: string): number {
  let next = at;
  for (let index = 0; index < pattern.length;) {
    const wanted = pattern.charCodeAt(index);
    const isOfRun = isDigit(wanted) ? isDigit : isBlank(wanted) ? isBlank : undefined;
    if (isOfRun === undefined) {
      if (next >= end || text.charCodeAt(next) !== wanted) return -1;
      index++;
      next++;
      continue;
    }
    const start = next;
    const most = Math.min(end, at + 2 * longestAffix);
    while (next < most && isOfRun(text.charCodeAt(next))) next++;
    if (next === start) return -1;
    while (index < pattern.length && isOfRun(pattern.charCodeAt(index))) index++;
  }
  return next;
}
