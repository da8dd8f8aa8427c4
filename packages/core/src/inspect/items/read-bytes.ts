import { printable } from '../../printable.ts';
import type { Problem } from '../../problem.ts';
import { findInText } from '../text/find-in-text.ts';
import type { Cut } from '../text/find.ts';
import type { Item } from './item.ts';
import { ItemProblem } from './problem.ts';
import { itemsOfDer, outlineOf } from './read-der.ts';
import { itemsOf } from './read-find.ts';
import type { ReadOptions } from './read-options.ts';

/** What a file may have at most; its text takes twice as much. */
const largestFile = 128 * 2 ** 20;

/**
 * Reads a file of any kind: DER is told apart by its structure, everything else is a text in which there may be something.
 * Nothing throws, whatever the bytes are.
 *
 * @param source how people know the file
 * @param options a password opens PKCS #12
 * @returns nothing for a text in which nothing was found
 */
export function itemsInBytes(bytes: Uint8Array, source: string, options: ReadOptions = {}): readonly Item[] {
  const place = { source };
  if (bytes.length > largestFile) return [{ kind: 'unreadable', place, as: 'file', problem: tooLarge(bytes.length) }];
  const structure = outlineOf(bytes);
  if (structure !== undefined) {
    const find = { kind: 'der', range: { start: 0, end: 0 }, der: bytes } as const;
    return itemsOfDer(bytes, { place, find }, options, structure);
  }
  const text = decodeText(bytes);
  const { finds, cut } = findInText(text);
  if (finds.length === 0 && (beginsAsDer(bytes) || !isText(text))) {
    return [{ kind: 'unreadable', place, as: 'file', problem: whyUnreadable(bytes) }];
  }
  const items = finds.flatMap((find) => itemsOf(find, source, options));
  return cut === undefined ? items : [...items, unread(source, text, cut)];
}

/**
 * A file's text, as editors show it: UTF-8 or, if a byte order mark says so, UTF-16. The mark is no part of it. What is no
 * UTF-8 is replaced character by character, which does no harm to what is looked for.
 */
export function decodeText(bytes: Uint8Array): string {
  const { buffer, byteOffset, length } = bytes;
  const all = Buffer.from(buffer, byteOffset, length);
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return all.toString('utf16le', 2);
  if (first === 0xfe && second === 0xff)
    return Buffer.from(all.subarray(2, length & ~1))
      .swap16()
      .toString('utf16le');
  return all.toString('utf8', first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0);
}

/** So much of a file says whether it is a text. */
const sample = 4096;

/** A binary file has zero bytes, and is no UTF-8 for the most part. */
function isText(text: string): boolean {
  const start = text.slice(0, sample);
  const replaced = start.split('\ufffd').length - 1;
  return !start.includes('\0') && replaced * 10 <= start.length;
}

/** A SEQUENCE of 128 bytes or more, or of indefinite length: no text begins so, however much of one the rest looks like. */
function beginsAsDer([tag, length = 0]: Uint8Array): boolean {
  return tag === 0x30 && length >= 0x80 && length <= 0x84;
}

/** Beginnings of files of which people expect that they could be read. */
const known: readonly { readonly bytes: readonly number[]; readonly name: string; readonly next: string }[] = [
  {
    bytes: [0xfe, 0xed, 0xfe, 0xed],
    name: 'a Java key store (JKS)',
    next: 'Convert it: `keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12`.',
  },
  {
    bytes: [0xce, 0xce, 0xce, 0xce],
    name: 'a Java key store (JCEKS)',
    next: 'Convert it: `keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS -destkeystore FILE.p12 -deststoretype PKCS12`.',
  },
  { bytes: [0x1f, 0x8b], name: 'compressed', next: 'Unpack it first: `gunzip`, or `tar -x` for an archive.' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], name: 'a ZIP archive', next: 'Unpack it first: `unzip`.' },
];

function whyUnreadable(bytes: Uint8Array): Problem {
  const beginning = known.find((kind) => kind.bytes.every((byte, index) => bytes[index] === byte));
  const says =
    beginning === undefined ? 'is neither text nor anything in DER that is known here' : `is ${beginning.name}`;
  return new ItemProblem('unknown-contents', `the file ${says}`, {
    expected: 'a text with PEM blocks or tokens in it, or certificates, keys, PKCS #7 or PKCS #12 in DER',
    next:
      beginning?.next ?? 'Check that the right file was given; `openssl asn1parse -inform DER` shows what is in it.',
  });
}

function tooLarge(size: number): Problem {
  return new ItemProblem('too-large', `the file has ${size} bytes`, {
    expected: `no more than ${largestFile} bytes`,
    next: 'Give the part of it that matters.',
  });
}

function unread(source: string, text: string, { why, at }: Cut): Item {
  const what = why === 'text-too-long' ? 'the text is too long' : 'too much was found in the text';
  const problem = new ItemProblem('too-large', `${what}: what begins behind character ${at} was not read`, {
    expected: 'a text that can be read to its end',
    next: `Cut ${printable(source)} into parts.`,
  });
  return { kind: 'unreadable', place: { source, range: { start: at, end: text.length } }, as: 'text', problem };
}
