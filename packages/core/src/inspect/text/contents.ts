import type { Affixes } from './affixes.ts';
import { header, sight } from './bounds.ts';
import {
  code,
  isBase64,
  isBlank,
  isBreak,
  isLetter,
  lineEnd,
  readEscape,
  skipBlanks,
  skipBreak,
} from './characters.ts';
import { isBeginAt, readEnd } from './marker.ts';

/** So much of a line says what it is. */
const glance = 48;
/** With escapes that takes more. */
const widestGlance = 6 * glance;
/** Words of prose are shorter, the words of a base64 text that has blanks are longer. */
const longestWord = 16;
/** So much base64 on one line is no accident. */
const certain = 32;
/** Damaged lines are followed by a good one within so many. */
const mostBadLines = 3;
const mostHeaders = 16;

/** What a line looks like at a glance. */
interface Look {
  /** Characters of base64. */
  readonly good: number;
  /** Others; blanks count for nothing. */
  readonly bad: number;
}

function lookAt(text: string, start: number, limit: number): Look {
  const most = Math.min(limit, start + widestGlance);
  let [good, bad] = [0, 0];
  let at = start;
  while (at < most && good + bad < glance) {
    const unit = text.charCodeAt(at);
    if (isBase64(unit) || unit === code.equals) good++;
    else if (isBreak(unit)) break;
    else if (isBlank(unit)) {
      const rest = skipBlanks(text, at, most);
      if (rest === most || isBreak(text.charCodeAt(rest))) break;
      if (at - start < longestWord) return { good: 0, bad: 1 };
    } else {
      const escape = readEscape(text, at);
      if (escape === undefined) bad++;
      else if (isBreak(escape.unit) || isBlank(escape.unit)) break;
      else {
        good++;
        at = escape.end - 1;
      }
    }
    at++;
  }
  return { good, bad };
}

/** Whether a line is base64, though perhaps damaged, judged by how it begins. */
export function isContents(text: string, at: number, limit: number): boolean {
  const { good, bad } = lookAt(text, at, limit);
  return good > 0 && good >= 3 * bad;
}

/** Behind the colon of `name:`, or -1. */
export function afterHeaderName(text: string, at: number): number {
  if (!isLetter(text.charCodeAt(at))) return -1;
  let next = at + 1;
  for (; next - at <= header.name; next++) {
    const unit = text.charCodeAt(next);
    if (!isBase64(unit) && unit !== code.dash) return unit === 0x3a ? next + 1 : -1;
  }
  return -1;
}

/** Whether after a line that is none of a block there are such again: contents that are certain, or its end. */
export function resumes(text: string, at: number, affixes: Affixes, limit: number, endCounts: boolean): boolean {
  const most = Math.min(limit, at + sight.ahead / 2);
  let next = at;
  for (let lines = 0; lines < mostBadLines; lines++) {
    next = lineEnd(text, next, most);
    if (next >= most) return false;
    next = affixes.afterPrefix(skipBreak(text, next), most);
    const { good, bad } = lookAt(text, next, most);
    if (good >= certain && good >= 3 * bad) return true;
    if (text.charCodeAt(next) === code.dash) return endCounts && readEnd(text, next) !== undefined;
  }
  return false;
}

/**
 * Whether a begin marker begins a block, or is only spoken of. It begins one when there follows
 *
 * - on the next line base64: of 32 characters, or of any length if the marker stands alone on its line;
 * - or that after a line or two that are damaged, if the marker stands alone;
 * - or headers (`name: value`), and base64 after them, unless they are so long that it cannot be seen;
 * - or, if it stands alone: another marker, or the end of the text. That is a block which is empty or was cut off;
 * - on the same line, after `\n`, blanks or nothing: base64 of 32 characters, or headers;
 * - where something else follows on the same line, as in strings that a program joins: on the next line base64, and then
 *   the same again.
 *
 * So a sentence, a constant `'-----BEGIN CERTIFICATE-----\n' + body`, a regular expression, a template, and a block in
 * documentation that contains `...` or `<certificate>` instead of base64 are none.
 *
 * @param at behind the marker
 */
export function beginsBlock(text: string, at: number, affixes: Affixes): boolean {
  const limit = Math.min(text.length, at + sight.ahead - sight.behind);
  const rest = skipBlanks(text, at, limit);
  if (rest === text.length || isBreak(text.charCodeAt(rest))) return linesFollow(text, rest, affixes, limit);
  if (restFollows(text, at, limit)) return true;
  return suffixFollows(text, rest, affixes, limit);
}

function linesFollow(text: string, start: number, affixes: Affixes, limit: number): boolean {
  const { alone } = affixes;
  let at = start;
  let headers = 0;
  while (at < limit && isBreak(text.charCodeAt(at))) {
    at = affixes.afterPrefix(skipBreak(text, at), limit);
    const unit = text.charCodeAt(at);
    if (isBreak(unit)) continue;
    if (at >= limit) break;
    if (unit === code.dash) return alone && headers === 0 && (isBeginAt(text, at) || readEnd(text, at) !== undefined);
    const { good, bad } = lookAt(text, at, limit);
    if (bad === 0 && good >= certain) return true;
    if (afterHeaderName(text, at) > 0 && headers < mostHeaders) {
      headers++;
      at = lineEnd(text, at, limit);
      if (at === limit && limit < text.length) return alone;
      continue;
    }
    const enough = alone && bad === 0 && headers === 0 ? 1 : alone && headers > 0 ? longestWord : certain;
    if (isBase64(unit) && good >= enough && good >= 3 * bad) return true;
    return alone && resumes(text, at, affixes, limit, false);
  }
  return alone && at === text.length;
}

/** Contents on the line of the marker. */
function restFollows(text: string, start: number, limit: number): boolean {
  let at = skipBlanks(text, start, limit);
  for (let escape = readEscape(text, at); escape !== undefined; escape = readEscape(text, at)) {
    if (at >= limit || (!isBreak(escape.unit) && !isBlank(escape.unit))) break;
    at = skipBlanks(text, escape.end, limit);
  }
  if (at >= limit) return false;
  if (at > start && afterHeaderName(text, at) > 0)
    return headersFollow(text, at, limit, isBlank(text.charCodeAt(at - 1)));
  if (!isBase64(text.charCodeAt(at))) return false;
  const { good, bad } = lookAt(text, at, limit);
  return good >= certain && good >= 3 * bad;
}

/** @param inWords all line breaks have become blanks */
function headersFollow(text: string, start: number, limit: number, inWords: boolean): boolean {
  let at = start;
  for (let lines = 0; lines < mostHeaders; lines++) {
    at = skipBlanks(text, afterHeaderName(text, at), limit);
    while (at < limit && !isBreak(text.charCodeAt(at)) && text.charCodeAt(at) !== code.backslash) {
      if (inWords && isBlank(text.charCodeAt(at))) break;
      at++;
    }
    at = skipBlanks(text, at, limit);
    for (let escape = readEscape(text, at); escape !== undefined && at < limit; escape = readEscape(text, at)) {
      at = skipBlanks(text, escape.end, limit);
    }
    if (at >= limit || isBreak(text.charCodeAt(at))) return false;
    if (afterHeaderName(text, at) > 0) continue;
    const { good, bad } = lookAt(text, at, limit);
    return good >= longestWord && bad === 0;
  }
  return false;
}

function suffixFollows(text: string, start: number, affixes: Affixes, limit: number): boolean {
  if (affixes.suffix === '') return false;
  const end = lineEnd(text, start, limit);
  if (end >= limit) return false;
  const at = affixes.afterPrefix(skipBreak(text, end), limit);
  if (afterHeaderName(text, at) > 0) return true;
  let next = at;
  while (next < limit && (isBase64(text.charCodeAt(next)) || text.charCodeAt(next) === code.equals)) next++;
  return next > at && affixes.afterSuffix(next, limit) >= 0;
}
