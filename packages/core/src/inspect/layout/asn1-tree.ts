import { printable } from '../../printable.ts';
import { reasonOf } from '../../problem.ts';
import { DerReader, Tag, readOid } from '../../x509/der-reader.ts';
import { X509Problem } from '../../x509/problem.ts';
import { nameOfOid } from '../decode/oid-names.ts';

/** One element of DER, as `openssl asn1parse` lists it. */
export interface Asn1Element {
  /** Of its first byte, from the beginning of all. */
  readonly offset: number;
  readonly depth: number;
  /** Bytes of tag and length, and of the contents. */
  readonly headerLength: number;
  readonly length: number;
  readonly isConstructed: boolean;
  /** In openssl's words: `SEQUENCE`, `cont [ 0 ]`. */
  readonly tag: string;
  /** What is in it, as people read it; empty where that is the elements below. */
  readonly value: string;
  /** It stands in the bytes of a string, as extensions do: openssl goes no further there. */
  readonly isWrapped: boolean;
  /** Why nothing behind it can be read; it is the last of its parent then. */
  readonly damage?: string;
}

/** A certificate of a node has some 80 elements. */
const mostElements = 5_000;
const mostDepth = 40;
const mostShownBytes = 24;

const tags: Readonly<Record<number, string>> = {
  [Tag.boolean]: 'BOOLEAN',
  [Tag.integer]: 'INTEGER',
  [Tag.bitString]: 'BIT STRING',
  [Tag.octetString]: 'OCTET STRING',
  [Tag.null]: 'NULL',
  [Tag.oid]: 'OBJECT',
  0x0a: 'ENUMERATED',
  [Tag.utf8String]: 'UTF8STRING',
  [Tag.numericString]: 'NUMERICSTRING',
  [Tag.printableString]: 'PRINTABLESTRING',
  [Tag.teletexString]: 'T61STRING',
  [Tag.ia5String]: 'IA5STRING',
  [Tag.utcTime]: 'UTCTIME',
  [Tag.generalizedTime]: 'GENERALIZEDTIME',
  [Tag.visibleString]: 'VISIBLESTRING',
  [Tag.universalString]: 'UNIVERSALSTRING',
  [Tag.bmpString]: 'BMPSTRING',
  [Tag.sequence]: 'SEQUENCE',
  [Tag.set]: 'SET',
};
const classes = ['univ', 'appl', 'cont', 'priv'] as const;
const constructed = 0x20;

interface Level {
  readonly reader: DerReader;
  readonly depth: number;
  readonly isWrapped: boolean;
}

/**
 * All elements of a certificate or whatever else is DER, each before those that are in it. It goes also into strings whose
 * bytes are DER themselves. Of what is damaged there is as much as can be read.
 */
export function asn1Tree(der: Uint8Array): readonly Asn1Element[] {
  const elements: Asn1Element[] = [];
  const levels: Level[] = [{ reader: new DerReader(der), depth: 0, isWrapped: false }];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.reader.done) {
      levels.pop();
      continue;
    }
    const { reader, depth, isWrapped } = level;
    const found = read(reader, der, depth, isWrapped);
    const isTooMuch = elements.length >= mostElements || depth > mostDepth;
    elements.push(isTooMuch ? { ...found.element, damage: 'more than is shown' } : found.element);
    if (isTooMuch) return elements;
    if (found.element.damage !== undefined) levels.pop();
    else if (found.below !== undefined) levels.push(found.below);
  }
  return elements;
}

interface Found {
  readonly element: Asn1Element;
  /** What is in it. */
  readonly below?: Level;
}

function read(reader: DerReader, der: Uint8Array, depth: number, isWrapped: boolean): Found {
  const { rest, nextTag: tag = 0 } = reader;
  const place = {
    offset: rest.byteOffset - der.byteOffset,
    depth,
    isWrapped,
    isConstructed: (tag & constructed) !== 0,
  };
  const damaged = (damage: string): Found => ({
    element: { ...place, tag: tagName(tag), headerLength: 0, length: rest.length, value: hexOf(rest), damage },
  });
  if ((tag & 0x1f) === 0x1f) return damaged('its tag is longer than a byte');
  try {
    const whole = reader.element(tag, 'element');
    const contents = new DerReader(whole).contents(tag, 'element');
    const below = place.isConstructed ? contents : wrappedIn(tag, contents);
    const element = {
      ...place,
      tag: tagName(tag),
      headerLength: whole.length - contents.length,
      length: contents.length,
      value: below === undefined ? valueOf(tag, contents) : '',
    };
    if (below === undefined) return { element };
    return {
      element,
      below: { reader: new DerReader(below), depth: depth + 1, isWrapped: isWrapped || !place.isConstructed },
    };
  } catch (error) {
    if (!(error instanceof X509Problem)) throw error;
    return damaged(reasonOf(error));
  }
}

function tagName(tag: number): string {
  return tags[tag] ?? `${classes[(tag >> 6) & 3] ?? 'univ'} [ ${tag & 0x1f} ]`;
}

/** The DER that a string consists of, if it does: one element, from its first byte to its last. */
function wrappedIn(tag: number, contents: Uint8Array): Uint8Array | undefined {
  if (tag === Tag.octetString) return isElement(contents) ? contents : undefined;
  const bits = contents.subarray(1);
  return tag === Tag.bitString && contents[0] === 0 && bits[0] === Tag.sequence && isElement(bits) ? bits : undefined;
}

function isElement(bytes: Uint8Array): boolean {
  const [tag = 0] = bytes;
  if (bytes.length < 2 || tags[tag] === undefined) return false;
  try {
    return new DerReader(bytes).element(tag, 'element').length === bytes.length;
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}

function valueOf(tag: number, contents: Uint8Array): string {
  switch (tag) {
    case Tag.oid: {
      const oid = readOid(contents);
      const name = nameOfOid(oid);
      return name === undefined ? oid : `${name} (${oid})`;
    }
    case Tag.integer:
    case 0x0a:
      return integerText(contents);
    case Tag.boolean:
      return contents.length === 1 ? (contents[0] === 0 ? 'FALSE' : 'TRUE') : hexOf(contents);
    case Tag.null:
      return hexOf(contents);
    case Tag.bmpString:
      return printable(new TextDecoder('utf-16be').decode(contents));
    case Tag.octetString:
    case Tag.bitString:
    case Tag.universalString:
      return hexOf(contents);
    default:
      return tags[tag] !== undefined || isAscii(contents)
        ? printable(new TextDecoder().decode(contents))
        : hexOf(contents);
  }
}

/** Hexadecimal, without a byte that is there for the sign alone; long ones are cut. */
function integerText(contents: Uint8Array): string {
  const [first = 0, second = 0] = contents;
  if (first >= 0x80 && contents.length <= 8) {
    const value = BigInt.asIntN(contents.length * 8, BigInt(`0x${Buffer.from(contents).toString('hex')}`));
    const hex = (-value).toString(16).toUpperCase();
    return `-${hex.length % 2 === 0 ? hex : `0${hex}`}`;
  }
  const isPadded = contents.length > 1 && first === 0 && second >= 0x80;
  return hexOf(isPadded ? contents.subarray(1) : contents);
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}

function hexOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, mostShownBytes)).toString('hex').toUpperCase();
  return bytes.length > mostShownBytes ? `${hex}…` : hex;
}
