import type { TextRange } from '../place.ts';
import { Base64Text } from './base64-text.ts';
import { longestWrap } from './bounds.ts';
import { code, isBase64, isBlank, isBreak, readEscape, sextet, skipBlanks } from './characters.ts';
import type { DerFind, Find, PemFind, TokenFind, UnlockKeyFind } from './find.ts';
import type { Step } from './step.ts';

/** Of a SEQUENCE of 128 bytes and more: its tag, and how many bytes tell its length. */
export const derStart = 'MI';
/** Base64 of `-----BEGIN `, as far as it does not depend on what follows. */
export const pemStart = 'LS0tLS1CRUdJTi';

const sequence = 0x30;
/** A line that is shorter says nothing about how wide the next one is. */
const shortestWrap = 16;

/**
 * Reads DER in base64 without markers: a value that begins where no other base64 comes before, and is exactly as long as
 * the SEQUENCE that it begins with says. It may go on from line to line, if all but the last are equally long.
 *
 * @param at where it begins like one
 */
export function readDerValue(text: string, at: number, most: number): Step | undefined {
  if (!beginsValue(text, at)) return undefined;
  const length = derLength(text, at);
  if (length === undefined) return undefined;
  const wanted = Math.ceil((length * 4) / 3);
  if (wanted > most) return undefined;
  const { base64, end } = readValue(text, at, Math.min(text.length, at + most), wanted);
  const fits = base64.length === wanted && !isValueAt(text, end);
  const { der, damage } = base64.decode();
  if (!fits || (damage !== undefined && text.charCodeAt(end - 1) === code.equals)) {
    return { start: at, end: Math.max(end, at + derStart.length), finds: [] };
  }
  const find: DerFind = { kind: 'der', range: { start: at, end }, der };
  return { start: at, end, finds: [find] };
}

/**
 * Reads PEM that is in base64 once more, as Kubernetes keeps it.
 *
 * @param at where it begins like that
 * @param findIn what finds in the decoded text
 */
export function readPemValue(
  text: string,
  at: number,
  most: number,
  findIn: (text: string) => readonly Find[],
): Step | undefined {
  if (!beginsValue(text, at)) return undefined;
  const { base64, end } = readValue(text, at, Math.min(text.length, at + most), Number.POSITIVE_INFINITY);
  const inner = Buffer.from(base64.decode().der).toString('latin1');
  const range = { start: at, end };
  return { start: at, end, finds: findIn(inner).map((find) => within(range, find)) };
}

/** Nothing before it belongs to it. */
function beginsValue(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  if (!isBase64(before) && before !== code.dash && before !== 0x5f) return true;
  // The n of `\n`, in a string.
  return text.charCodeAt(at - 2) === code.backslash && (before === 0x6e || before === 0x72 || before === 0x74);
}

function isValueAt(text: string, at: number): boolean {
  return isBase64(text.charCodeAt(at)) || text.charCodeAt(at) === code.equals;
}

/** Of a whole SEQUENCE, with tag and length, as seven characters of base64 tell it: five bytes and two bits. */
function derLength(text: string, at: number): number | undefined {
  let value = 0;
  for (let index = at; index < at + 7; index++) {
    const bits = sextet(text.charCodeAt(index));
    if (bits < 0) return undefined;
    value = value * 64 + bits;
  }
  const [tag, width] = [Math.floor(value / 2 ** 34), Math.floor(value / 2 ** 26) & 0xff];
  const count = width & 0x7f;
  if (tag !== sequence || width < 0x80 || count < 1 || count > 3) return undefined;
  const length = (Math.floor(value / 4) & 0xff_ffff) >> (8 * (3 - count));
  return length < 0x80 || length < 256 ** (count - 1) ? undefined : length + 2 + count;
}

interface Value {
  readonly base64: Base64Text;
  readonly end: number;
}

/** @param wanted characters without padding, at most */
function readValue(text: string, start: number, limit: number, wanted: number): Value {
  const base64 = new Base64Text(text);
  let at = start;
  let end = start;
  let width: number | undefined;
  for (;;) {
    end = base64.take(at, limit);
    const line = end - at;
    width ??= line;
    const isFull = line === width && line >= shortestWrap && line <= longestWrap;
    if (!isFull || base64.length >= wanted || text.charCodeAt(end - 1) === code.equals) break;
    const next = nextLine(text, end, limit);
    if (next === undefined || !isLineOf(text, next, width, limit)) break;
    if (next > end) base64.interrupt();
    at = next;
  }
  return { base64, end };
}

/** Where the contents of the next line begin, however the break is written. */
function nextLine(text: string, start: number, limit: number): number | undefined {
  const most = Math.min(limit, start + longestWrap);
  let at = start;
  let breaks = 0;
  while (at < most) {
    const unit = text.charCodeAt(at);
    if (isBreak(unit)) breaks++;
    else if (!isBlank(unit)) {
      const escape = readEscape(text, at);
      if (escape === undefined || !(isBreak(escape.unit) || isBlank(escape.unit))) break;
      if (isBreak(escape.unit)) breaks++;
      at = escape.end - 1;
    }
    at++;
  }
  return breaks > 0 && at < most && isBase64(text.charCodeAt(at)) ? at : undefined;
}

/** Only base64, and not wider than the lines before. */
function isLineOf(text: string, start: number, width: number, limit: number): boolean {
  const most = Math.min(limit, start + width + 1);
  let at = start;
  while (at < most && isValueAt(text, at)) at++;
  if (at - start > width) return false;
  const rest = skipBlanks(text, at, Math.min(text.length, at + longestWrap));
  const unit = text.charCodeAt(rest);
  return rest === text.length || isBreak(unit) || unit === code.backslash || unit === 0x22 || unit === 0x27;
}

/** All that was found in a value lies where the value does. */
function within(range: TextRange, find: Find): Find {
  switch (find.kind) {
    case 'pem':
      return pemWithin(range, find);
    case 'der':
      return { ...find, range };
    case 'join-token':
      return tokenWithin(range, find);
    case 'unlock-key':
      return unlockKeyWithin(range, find);
  }
}

function pemWithin(range: TextRange, find: PemFind): PemFind {
  return {
    ...find,
    range,
    begin: range,
    body: range,
    end: find.end && range,
    headers: find.headers.map((header) => ({ ...header, range })),
    wrapping: [...find.wrapping, 'base64'],
    damage: find.damage.map((damage) => ({ ...damage, range })),
  };
}

function tokenWithin(range: TextRange, find: TokenFind): TokenFind {
  const { version, digest, secret } = find;
  return { ...find, range, version: version && range, digest: digest && range, secret: secret && range };
}

function unlockKeyWithin(range: TextRange, find: UnlockKeyFind): UnlockKeyFind {
  return { ...find, range, secret: find.secret && range };
}
