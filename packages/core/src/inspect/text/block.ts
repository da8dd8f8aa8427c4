import type { TextRange } from '../place.ts';
import { Affixes } from './affixes.ts';
import { header as headerBounds, longestAffix, mostDamage, sight } from './bounds.ts';
import {
  code,
  detached,
  isBase64,
  isBlank,
  isBreak,
  isQuote,
  lineEnd,
  readEscape,
  skipBlanks,
  skipBreak,
  unescaped,
} from './characters.ts';
import { afterHeaderName, beginsBlock, isContents, resumes } from './contents.ts';
import { Base64Text } from './base64-text.ts';
import type { PemDamage, PemFind, PemHeader, Wrapping } from './find.ts';
import { isBeginAt, readBegin, readEnd } from './marker.ts';
import type { Marker } from './marker.ts';
import type { Step } from './step.ts';

/** ASCII armour of another kind (RFC 4880 §6.2), which has a checksum, or prose. */
const foreign = 'PGP ';

/** Longer ones are not usual (RFC 7468 §2 has 64, RFC 2045 76). */
const longestLine = 76;

const wrappings = ['indented', 'prefixed', 'escaped', 'crlf', 'cr', 'one-line'] as const;
const [indented, prefixed, escaped, crlf, cr, oneLine] = [1, 2, 4, 8, 16, 32];

/** One array for each combination that occurs. */
const combinations = new Map<number, readonly Wrapping[]>();

function wrappingsOf(bits: number): readonly Wrapping[] {
  const known = combinations.get(bits);
  if (known !== undefined) return known;
  const combination = wrappings.filter((_, index) => (bits & (1 << index)) !== 0);
  combinations.set(bits, combination);
  return combination;
}

/**
 * Reads the block that a marker begins.
 *
 * @param at the last dash before `BEGIN`
 * @param floor what lies before belongs to something else
 * @param most the longest block
 * @returns none when the marker is only spoken of: see {@link beginsBlock}
 */
export function readBlock(text: string, at: number, floor: number, most: number): Step | undefined {
  const begin = readBegin(text, at, floor);
  if (begin === undefined || begin.label.startsWith(foreign)) return undefined;
  // Another marker on the same line: they are spoken of.
  if (text.charCodeAt(begin.end) === code.dash) return undefined;
  const affixes = new Affixes(text, begin, floor);
  if (!beginsBlock(text, begin.end, affixes)) return undefined;
  return new BlockReader(text, begin, affixes, most).read();
}

class BlockReader {
  readonly #text: string;
  readonly #begin: Marker;
  readonly #affixes: Affixes;
  readonly #limit: number;
  readonly #base64: Base64Text;
  readonly #headers: PemHeader[] = [];
  readonly #damage: PemDamage[] = [];
  /** Bits of {@link wrappings}. */
  #wrapping = 0;
  /** Seen since the last that belongs to the block. */
  #unsettled = 0;
  #at: number;
  /** Where the line begins on which it stands. */
  #line: number;
  /** Where its contents do. */
  #lineContents: number;
  /** The line that begins so is {@link isContents}; it is asked once a line. */
  #judged: { readonly line: number; readonly isContents: boolean } | undefined;
  /** Line breaks since the last contents or header. */
  #breaks = 0;
  /** The break before the line is one of the text, no escape. */
  #onOwnLine = false;
  /** Lines with contents; none if they begin on that of the marker. */
  #lines = 0;
  /** Behind the last that belongs to the block. */
  #end: number;

  constructor(text: string, begin: Marker, affixes: Affixes, most: number) {
    this.#text = text;
    this.#begin = begin;
    this.#affixes = affixes;
    this.#limit = Math.min(text.length, begin.start + most);
    this.#base64 = new Base64Text(text);
    this.#at = begin.end;
    this.#line = begin.end;
    this.#lineContents = begin.end;
    this.#end = begin.end;
  }

  read(): Step {
    this.#skipSuffix();
    for (;;) {
      this.#skipBetween();
      if (this.#at >= this.#limit) return this.#stop(this.#limit < this.#text.length ? 'too-long' : 'no-end');
      const unit = this.#unit();
      if (isBase64(unit) || unit === code.equals) {
        if (this.#base64.isEmpty && this.#readHeader()) continue;
        if (!this.#isOther()) this.#readRun();
        else if (!this.#skipLine()) return this.#stop('no-end');
        continue;
      }
      if (unit === code.dash) {
        const end = readEnd(this.#text, this.#at);
        if (end !== undefined) return this.#finish(end);
        if (isBeginAt(this.#text, this.#at)) return this.#stop('no-end');
      }
      if (!this.#skipBad()) return this.#stop('no-end');
    }
  }

  /** Takes all up to `end` for a part of the block. */
  #settle(end: number): void {
    this.#wrapping |= this.#unsettled;
    this.#unsettled = 0;
    this.#end = end;
  }

  #harm(damage: PemDamage['code'], range: TextRange): void {
    this.#damage.push({ code: damage, range });
  }

  /** Of this there may be any amount. */
  #harmLine(damage: PemDamage['code'], range: TextRange): void {
    if (this.#damage.length < mostDamage) this.#harm(damage, range);
  }

  /** Blanks, line breaks written in any way, and what stands before contents on a line. */
  #skipBetween(): void {
    const text = this.#text;
    while (this.#at < this.#limit) {
      const unit = text.charCodeAt(this.#at);
      if (isBlank(unit)) this.#at++;
      else if (isBreak(unit)) this.#skipBreak(unit);
      else if (unit !== code.backslash) return;
      else if (!this.#skipEscape()) return;
    }
    this.#at = Math.min(this.#at, this.#limit);
  }

  #skipBreak(unit: number): void {
    const next = skipBreak(this.#text, this.#at);
    if (unit === code.cr) this.#unsettled |= next - this.#at === 2 ? crlf : cr;
    this.#breaks++;
    this.#onOwnLine = true;
    this.#line = next;
    this.#at = this.#affixes.afterPrefix(next, this.#limit);
    this.#lineContents = this.#at;
    if (this.#at === next) return;
    const blank = isBlank(this.#text.charCodeAt(next)) && skipBlanks(this.#text, next, this.#at) === this.#at;
    const empty = isBreak(this.#text.charCodeAt(this.#at)) || this.#at >= this.#limit;
    if (!blank) {
      this.#unsettled |= prefixed;
      this.#base64.interrupt();
    } else if (!empty) this.#unsettled |= indented;
    this.#skipSuffix();
  }

  #skipEscape(): boolean {
    const escape = readEscape(this.#text, this.#at);
    if (escape !== undefined && escape.end > this.#limit) {
      this.#at = this.#limit;
      return true;
    }
    if (escape === undefined || !(isBreak(escape.unit) || isBlank(escape.unit))) return false;
    if (isBreak(escape.unit)) {
      this.#unsettled |= escaped;
      const second = escape.unit === code.cr ? readEscape(this.#text, escape.end) : undefined;
      if (second?.unit !== code.lf) this.#breaks++;
    }
    this.#base64.interrupt();
    this.#at = escape.end;
    this.#onOwnLine = false;
    this.#line = escape.end;
    this.#lineContents = escape.end;
    return true;
  }

  #skipSuffix(): void {
    const end = this.#affixes.afterSuffix(this.#at, this.#limit);
    if (end < 0) return;
    this.#unsettled |= prefixed;
    this.#base64.interrupt();
    this.#at = end;
  }

  /** What stands there, also where it is written as an escape. */
  #unit(): number {
    const unit = this.#text.charCodeAt(this.#at);
    return unit === code.backslash ? (readEscape(this.#text, this.#at)?.unit ?? unit) : unit;
  }

  /** Whether a line begins that is base64 to look at, and is prose, or `NAME=value`. */
  #isOther(): boolean {
    const text = this.#text;
    const start = this.#at;
    if (!this.#onOwnLine || start !== this.#lineContents) return false;
    let at = start;
    const most = Math.min(this.#limit, start + sight.behind);
    while (at < most && isBase64(text.charCodeAt(at))) at++;
    const unit = text.charCodeAt(at);
    if (unit === code.equals) {
      return isBase64(text.charCodeAt(at + 1)) && !resumes(text, start, this.#affixes, this.#limit, true);
    }
    return isBlank(unit) && !this.#isContents(start);
  }

  /** Contents without a break. */
  #readRun(): void {
    const header = this.#headers.at(-1);
    if (this.#base64.isEmpty && header !== undefined && this.#breaks === 1) this.#harm('bad-header', header.range);
    if (this.#breaks > 0) this.#lines++;
    this.#at = this.#base64.take(this.#at, this.#limit);
    this.#settle(this.#at);
    this.#breaks = 0;
    this.#skipSuffix();
  }

  #readHeader(): boolean {
    const text = this.#text;
    const start = this.#at;
    const onLineOfMarker = this.#line === this.#begin.end;
    const colon = onLineOfMarker || start === this.#lineContents ? afterHeaderName(text, start) : -1;
    if (colon < 0) return false;
    const valueStart = skipBlanks(text, colon, this.#limit);
    let end = onLineOfMarker ? this.#wordEnd(valueStart) : this.#headerEnd(valueStart);
    this.#at = end;
    while (end > valueStart && isBlank(text.charCodeAt(end - 1))) end--;
    const range = { start, end };
    if (end - valueStart > headerBounds.value || this.#headers.length >= headerBounds.most)
      this.#harmLine('bad-header', range);
    else {
      const name = detached(text.slice(start, colon - 1));
      this.#headers.push({ name, value: unescaped(text.slice(valueStart, end)), range });
    }
    this.#settle(end);
    this.#breaks = 0;
    this.#skipSuffix();
    return true;
  }

  /** Where all line breaks have become blanks, values are words. */
  #wordEnd(start: number): number {
    let at = start;
    while (at < this.#limit && !isBlank(this.#text.charCodeAt(at)) && !isBreak(this.#text.charCodeAt(at))) at++;
    return at;
  }

  /** At the end of the line, at a break that is written as an escape, or at what stands behind all lines. */
  #headerEnd(start: number): number {
    // What stands behind all lines stands at the end of this one: it is not sought all along the line.
    const suffixes = lineEnd(this.#text, start, this.#limit) - 2 * longestAffix;
    let at = start;
    while (at < this.#limit) {
      const unit = this.#text.charCodeAt(at);
      if (isBreak(unit) || (at >= suffixes && this.#affixes.afterSuffix(at, this.#limit) >= 0)) break;
      const escape = unit === code.backslash ? readEscape(this.#text, at) : undefined;
      if (escape !== undefined && isBreak(escape.unit)) break;
      at = escape?.end ?? at + 1;
    }
    return Math.min(at, this.#limit);
  }

  /** What cannot be base64: some characters of a line, or the line. @returns false when the block ends before it */
  #skipBad(): boolean {
    const text = this.#text;
    const at = this.#at;
    if (isQuote(text.charCodeAt(at)) || !this.#isContents(this.#lineContents)) return this.#skipLine();
    let next = at + 1;
    while (next < this.#limit && isBad(text.charCodeAt(next))) next++;
    this.#harmLine('bad-character', { start: at, end: next });
    this.#at = next;
    this.#settle(next);
    this.#base64.interrupt();
    return true;
  }

  /** The rest of a line that is none of the block, if it goes on behind. */
  #skipLine(): boolean {
    const at = this.#at;
    if (!resumes(this.#text, at, this.#affixes, this.#limit, true)) return false;
    const end = lineEnd(this.#text, at, this.#limit);
    const isHeader = this.#base64.isEmpty && this.#headers.length > 0 && this.#breaks === 1;
    this.#harmLine(isHeader ? 'bad-header' : 'bad-character', { start: at, end });
    this.#base64.interrupt();
    this.#at = end;
    this.#settle(end);
    return true;
  }

  #isContents(line: number): boolean {
    if (this.#judged?.line !== line) this.#judged = { line, isContents: isContents(this.#text, line, this.#limit) };
    return this.#judged.isContents;
  }

  #finish(end: Marker): Step {
    this.#settle(end.end);
    if (end.label !== this.#begin.label) this.#harm('labels-differ', rangeOf(end));
    if (!end.whole) this.#harm('marker', rangeOf(end));
    return this.#step(end, end.end);
  }

  #stop(why: 'no-end' | 'too-long'): Step {
    this.#harm(why, rangeOf(this.#begin));
    // A prefix that was passed over is that of what comes next.
    const again = this.#line > this.#end && this.#at - this.#line <= sight.behind;
    return this.#step(undefined, again ? this.#line : this.#at);
  }

  #step(end: Marker | undefined, next: number): Step {
    const begin = this.#begin;
    if (!begin.whole) this.#harm('marker', rangeOf(begin));
    const range = { start: begin.start, end: this.#end };
    const body = { start: begin.end, end: end?.start ?? this.#end };
    const { der, damage } = this.#base64.decode();
    // Of what was cut short it is no news that something is missing.
    if (end !== undefined && this.#base64.isEmpty) this.#harm('empty', range);
    if (end !== undefined && damage !== undefined) this.#harm(damage.code, damage.range);
    if (this.#lines === 0 ? !this.#base64.isEmpty : this.#lines === 1 && this.#base64.length > longestLine) {
      this.#wrapping |= oneLine;
    }
    const find: PemFind = {
      kind: 'pem',
      range,
      label: begin.label,
      begin: rangeOf(begin),
      body,
      end: end && rangeOf(end),
      headers: this.#headers,
      wrapping: wrappingsOf(this.#wrapping),
      der,
      damage: this.#damage.length < 2 ? this.#damage : this.#damage.toSorted(inOrder),
    };
    return { start: begin.start, end: next, finds: [find] };
  }
}

function inOrder(one: PemDamage, other: PemDamage): number {
  return one.range.start - other.range.start;
}

function rangeOf({ start, end }: TextRange): TextRange {
  return { start, end };
}

function isBad(unit: number): boolean {
  return (
    !isBase64(unit) &&
    !isBlank(unit) &&
    !isBreak(unit) &&
    !isQuote(unit) &&
    unit !== code.equals &&
    unit !== code.dash &&
    unit !== code.backslash
  );
}
