import type { TextRange } from '../place.ts';
import { longestLabel } from './bounds.ts';
import { code, detached, isBlank, isDigit, isLetter } from './characters.ts';

/** `-----BEGIN LABEL-----`, or `END` (RFC 7468 §2), or what is nearly one. */
export interface Marker extends TextRange {
  readonly label: string;
  /** Exactly as it has to be. */
  readonly whole: boolean;
}

const dashes = 5;
/** A beginning with fewer is none: what has `-BEGIN -` in it is seldom PEM. */
const fewestDashes = 3;
const [begin, end] = ['BEGIN ', 'END '];
const otherLabelCharacters = new Set(Buffer.from('./_#+', 'latin1'));

/** Labels as often as they are found, one text each. */
const labels = new Map(
  [
    'CERTIFICATE',
    'X509 CERTIFICATE',
    'TRUSTED CERTIFICATE',
    'CERTIFICATE REQUEST',
    'NEW CERTIFICATE REQUEST',
    'PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
    'EC PRIVATE KEY',
    'RSA PRIVATE KEY',
    'DSA PRIVATE KEY',
    'OPENSSH PRIVATE KEY',
    'EC PARAMETERS',
    'DH PARAMETERS',
    'PUBLIC KEY',
    'RSA PUBLIC KEY',
    'PKCS7',
    'CMS',
    'X509 CRL',
  ].map((label) => [label, label]),
);

/**
 * Reads the marker that begins a block.
 *
 * @param at its last dash before `BEGIN`
 * @param floor dashes before this are not its own
 */
export function readBegin(text: string, at: number, floor: number): Marker | undefined {
  const labelled = readLabel(text, at + 1 + begin.length);
  if (labelled === undefined || labelled.after < fewestDashes) return undefined;
  let start = at;
  while (start > floor && at - start < dashes - 1 && text.charCodeAt(start - 1) === code.dash) start--;
  const before = at - start + 1;
  if (before < fewestDashes) return undefined;
  const { label, end: markerEnd, whole } = labelled;
  return { start, end: markerEnd, label, whole: whole && before === dashes };
}

/** Whether at `at` dashes begin that lead to a marker which begins a block, good or not. */
export function isBeginAt(text: string, at: number): boolean {
  return text.startsWith(begin, afterDashes(text, at));
}

/** Reads the marker that ends a block, from its first dash. */
export function readEnd(text: string, at: number): Marker | undefined {
  const word = afterDashes(text, at);
  if (word === at || !text.startsWith(end, word)) return undefined;
  const labelled = readLabel(text, word + end.length);
  if (labelled === undefined) return undefined;
  const { label, end: markerEnd, whole } = labelled;
  return { start: at, end: markerEnd, label, whole: whole && word - at === dashes };
}

function afterDashes(text: string, at: number): number {
  let next = at;
  while (next - at < 2 * dashes && text.charCodeAt(next) === code.dash) next++;
  return next;
}

interface Labelled {
  readonly label: string;
  readonly end: number;
  /** How many dashes stand behind it. */
  readonly after: number;
  readonly whole: boolean;
}

function readLabel(text: string, start: number): Labelled | undefined {
  let at = start;
  while (at - start <= longestLabel && isLabelAt(text, at)) at++;
  if (at - start > longestLabel) return undefined;
  const label = text.slice(start, at).trim();
  if (label === '') return undefined;
  let after = 0;
  while (after < 2 * dashes && text.charCodeAt(at + after) === code.dash) after++;
  // Of adjacent blocks the next one's dashes follow.
  const adjacent = after > dashes && (after === 2 * dashes || text.startsWith(begin, at + after));
  if (adjacent) after = dashes;
  return {
    label: labels.get(label) ?? detached(label),
    end: at + after,
    after,
    whole: after === dashes && label.length === at - start,
  };
}

/** A dash may stand alone within a label. */
function isLabelAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === code.dash) return isWord(text.charCodeAt(at - 1)) && isWord(text.charCodeAt(at + 1));
  return isWord(unit) || isBlank(unit);
}

function isWord(unit: number): boolean {
  return isLetter(unit) || isDigit(unit) || otherLabelCharacters.has(unit);
}
