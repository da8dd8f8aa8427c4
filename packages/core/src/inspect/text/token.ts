import type { TextRange } from '../place.ts';
import { longestToken } from './bounds.ts';
import { code, detached, isBase64, isBreak, isDigit, isLetter, readEscape, unescaped } from './characters.ts';
import type { TokenFind, UnlockKeyFind } from './find.ts';
import { afterGap } from './gap.ts';
import type { Step } from './step.ts';

export const tokenStart = 'SWMTKN-';
export const unlockKeyStart = 'SWMKEY-';

const secretWidth = 25;
const underscore = 0x5f;
/** A part that is as long as this was not made up, though it have no digit. */
const leastReal = 25;
/** So many of one character are no part of a token. */
const leastRepeated = 3;

/**
 * Reads what begins like a join token, as far as it can belong to one. Where nothing follows version and dash, only the
 * prefix is spoken of (`startsWith('SWMTKN-')`): that is none.
 *
 * It is a _placeholder_ when a part is to be filled in (see {@link afterGap}), when dots stand for the rest
 * (`SWMTKN-1-3pu6...`), when a part repeats one character (`xxxx`), or when no part has a digit or the length of a secret
 * (`SWMTKN-1-your-token`).
 */
export function readToken(text: string, start: number): Step | undefined {
  const word = readWord(text, start, isTokenCharacter, secretWidth);
  const [, version, ...parts] = word.parts;
  if (version === undefined) return undefined;
  const flag = parts[0];
  const isSecond = text.slice(version.start, version.end) === '2';
  if (isSecond && flag !== undefined && flag.end - flag.start <= 1) parts.shift();
  const [digest, secret] = parts;
  if (digest === undefined || parts.every(({ start: from, end }) => from === end)) return undefined;
  const range = { start, end: word.end };
  const find: TokenFind = {
    kind: 'join-token',
    range,
    text: detached(text.slice(start, word.end)),
    placeholder: word.hasGap || isMadeUp(text, parts),
    version,
    digest,
    secret: secret && { start: secret.start, end: word.end },
  };
  return { start, end: word.end, finds: [find] };
}

/** As {@link readToken}, an unlock key. */
export function readUnlockKey(text: string, start: number): Step | undefined {
  const word = readWord(text, start, isKeyCharacter);
  const [, version, ...parts] = word.parts;
  const [key] = parts;
  if (version === undefined || key === undefined || parts.every(({ start: from, end }) => from === end)) {
    return undefined;
  }
  const find: UnlockKeyFind = {
    kind: 'unlock-key',
    range: { start, end: word.end },
    text: unescaped(text.slice(start, word.end)),
    placeholder: word.hasGap || isMadeUp(text, parts),
    secret: { start: key.start, end: word.end },
  };
  return { start, end: word.end, finds: [find] };
}

interface Word {
  readonly end: number;
  /** What stands between its dashes. */
  readonly parts: readonly TextRange[];
  readonly hasGap: boolean;
}

/** @param last how long a part is behind which dots are those of a sentence */
function readWord(text: string, start: number, belongs: (unit: number) => boolean, last?: number): Word {
  const most = Math.min(text.length, start + longestToken);
  const parts: TextRange[] = [];
  let [at, part] = [start, start];
  let hasGap = false;
  /** A part begins here, or a gap has just ended. */
  let fresh = false;
  while (at < most) {
    const unit = text.charCodeAt(at);
    if (unit === code.dash) {
      parts.push({ start: part, end: at });
      at++;
      part = at;
      fresh = true;
    } else if (belongs(unit)) {
      at++;
      fresh = false;
    } else {
      const escape = readEscape(text, at);
      const isEscaped = escape !== undefined && !isBreak(escape.unit) && belongs(escape.unit);
      const next = isEscaped ? escape.end : at - part === last ? -1 : afterGap(text, at, fresh);
      if (next < 0) break;
      if (!isEscaped) hasGap = true;
      fresh = !isEscaped;
      at = next;
    }
  }
  while (text.charCodeAt(at - 1) === underscore && at - 1 > part) at--;
  parts.push({ start: part, end: at });
  return { end: at, parts, hasGap };
}

function isTokenCharacter(unit: number): boolean {
  return isLetter(unit) || isDigit(unit) || unit === underscore;
}

function isKeyCharacter(unit: number): boolean {
  return isBase64(unit) || unit === code.equals || unit === underscore;
}

function isMadeUp(text: string, parts: readonly TextRange[]): boolean {
  let mayBeReal = false;
  for (const { start, end } of parts) {
    const first = text.charCodeAt(start);
    let [isRepeated, hasDigit] = [end - start >= leastRepeated, false];
    for (let at = start; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit !== first) isRepeated = false;
      if (isDigit(unit)) hasDigit = true;
    }
    if (isRepeated) return true;
    if (hasDigit || end - start >= leastReal) mayBeReal = true;
  }
  return !mayBeReal;
}
