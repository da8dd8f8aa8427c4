import { longestAffix } from './bounds.ts';
import { isBlank, isBreak, isDigit, isQuote, skipBlanks } from './characters.ts';
import type { Marker } from './marker.ts';

const byteOrderMark = 0xfeff;
/** What joins the strings of a program, where each holds a line. */
const joiners = new Set(Buffer.from(' \t+.,&(', 'latin1'));

/**
 * What stands on each line of a block besides its contents: the marks of a diff or a quotation, a log's time and name, the
 * quotes of strings that a program joins. The line of the beginning says what they are; on other lines they are the same
 * but for numbers and the width of blanks, or whatever is left of them: `KEY="` stands on the first line alone.
 */
export class Affixes {
  /** Behind the beginning on its line; empty where that is only blanks, or the line goes on for long. */
  readonly suffix: string;
  readonly #text: string;
  readonly #begin: Marker;
  readonly #floor: number;
  #before: Prefix | undefined;

  /** @param floor what lies before belongs to something else */
  constructor(text: string, begin: Marker, floor: number) {
    this.#text = text;
    this.#begin = begin;
    this.#floor = floor;
    const behind = text.slice(begin.end, begin.end + longestAffix);
    const end = firstBreak(behind);
    const isWhole = end >= 0 || begin.end + longestAffix >= text.length;
    this.suffix = isWhole ? behind.slice(0, end < 0 ? behind.length : end).trim() : '';
  }

  /** Nothing but blanks stands before the beginning on its line. */
  get alone(): boolean {
    return this.#prefix.alone;
  }

  /** Looked for only when it is needed: on a long line with many beginnings none of them needs it. */
  get #prefix(): Prefix {
    this.#before ??= prefixBefore(this.#text, this.#begin.start, this.#floor);
    return this.#before;
  }

  /** @param at where a line begins @returns where its contents do */
  afterPrefix(at: number, end: number): number {
    const blank = skipBlanks(this.#text, at, end);
    const { text: prefix, alone, quote, varies } = this.#prefix;
    if (alone || prefix === '') return blank;
    if (this.#text.startsWith(prefix, at)) return skipBlanks(this.#text, at + prefix.length, end);
    const like = varies ? alike(this.#text, at, end, prefix) : -1;
    if (like >= 0) return skipBlanks(this.#text, like, end);
    const quoted = quote === undefined ? -1 : afterJoin(this.#text, at, end, quote);
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
}

interface Prefix {
  /** Empty where there is none, or more than is looked at. */
  readonly text: string;
  readonly alone: boolean;
  /** With which it ends. */
  readonly quote: number | undefined;
  /** One that ends with a digit could not be told from contents where it is another number. */
  readonly varies: boolean;
}

function prefixBefore(text: string, end: number, floor: number): Prefix {
  const least = Math.max(floor, end - longestAffix);
  const before = text.slice(least, end);
  const start = least + lastBreak(before) + 1;
  const isWhole = start > least || least === floor || isBreak(text.charCodeAt(least - 1));
  const first = start === 0 && text.charCodeAt(0) === byteOrderMark ? 1 : start;
  const prefix = isWhole ? text.slice(Math.min(first, end), end) : '';
  const last = prefix.charCodeAt(prefix.length - 1);
  return {
    text: prefix,
    alone: isWhole && prefix.trim() === '',
    quote: isQuote(last) ? last : undefined,
    varies: !isDigit(last),
  };
}

function firstBreak(text: string): number {
  const [lf, cr] = [text.indexOf('\n'), text.indexOf('\r')];
  return lf < 0 ? cr : cr < 0 ? lf : Math.min(lf, cr);
}

function lastBreak(text: string): number {
  return Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
}

function afterJoin(text: string, at: number, end: number, quote: number): number {
  let next = at;
  const most = Math.min(end, at + longestAffix);
  while (next < most && joiners.has(text.charCodeAt(next))) next++;
  return next < most && text.charCodeAt(next) === quote ? next + 1 : -1;
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
