import { Tag } from './der-reader.ts';

/** A place in a template that is filled later, with exactly as many bytes. */
export interface Hole {
  readonly hole: string;
  readonly length: number;
}

/** DER, possibly with holes. */
export type Piece = Uint8Array | Hole;

/** Several pieces in a row. */
export type Pieces = readonly Piece[];

/** A hole in DER, {@link layOut} tells where it comes to lie. */
export function hole(name: string, length: number): Hole {
  return { hole: name, length };
}

function lengthOf(pieces: Pieces): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

/** Tag and length of an element. @param length of its contents, below 2^24 */
export function header(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  if (length < 0x100) return Uint8Array.of(tag, 0x81, length);
  if (length < 0x10000) return Uint8Array.of(tag, 0x82, length >> 8, length & 0xff);
  return Uint8Array.of(tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

/** One DER element around pieces. */
export function tlv(tag: number, ...contents: Pieces): Pieces {
  return [header(tag, lengthOf(contents)), ...contents];
}

export const sequence = (...parts: readonly Pieces[]): Pieces => tlv(Tag.sequence, ...parts.flat());
export const set = (...parts: readonly Pieces[]): Pieces => tlv(Tag.set, ...parts.flat());
export const raw = (element: Uint8Array): Pieces => [element];
export const octetString = (...parts: readonly Pieces[]): Pieces => tlv(Tag.octetString, ...parts.flat());
/** A BIT STRING of whole bytes. */
export const bitString = (...parts: readonly Pieces[]): Pieces => tlv(Tag.bitString, Uint8Array.of(0), ...parts.flat());
export const boolean = (value: boolean): Pieces => tlv(Tag.boolean, Uint8Array.of(value ? 0xff : 0));
/** `[number]` around elements. */
export const explicit = (number: number, ...parts: readonly Pieces[]): Pieces =>
  tlv(Tag.constructedContext(number), ...parts.flat());

/** An INTEGER that is not negative. @param value big-endian, leading zeros allowed */
export function integer(value: Uint8Array): Pieces {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start++;
  const significant = value.subarray(start);
  const signed = ((significant[0] ?? 0) & 0x80) !== 0;
  return signed || significant.length === 0
    ? tlv(Tag.integer, Uint8Array.of(0), significant)
    : tlv(Tag.integer, significant);
}

/** An object identifier. @param dotted `2.5.29.15` */
export function oid(dotted: string): Pieces {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...others]) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tlv(Tag.oid, Uint8Array.from(bytes));
}

/** A BIT STRING of named bits, written as DER asks: no trailing zero bits. @param bits numbers of the bits that are set */
export function namedBits(bits: readonly number[]): Pieces {
  const highest = Math.max(-1, ...bits);
  const bytes = new Uint8Array(Math.floor(highest / 8) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  const unused = highest < 0 ? 0 : 7 - (highest & 7);
  return tlv(Tag.bitString, Uint8Array.of(unused), bytes);
}

/** Bytes of pieces that have no holes. */
export function der(pieces: Pieces): Uint8Array {
  const { bytes, holes } = layOut(pieces);
  if (holes.size > 0) throw new TypeError(`DER with unfilled holes: ${[...holes.keys()].join(', ')}`);
  return bytes;
}

/** A template: its bytes, and the offsets of every hole by name. */
export interface Layout {
  readonly bytes: Uint8Array;
  readonly holes: ReadonlyMap<string, readonly number[]>;
}

/** Joins pieces and notes where the holes are. */
export function layOut(pieces: Pieces): Layout {
  const bytes = new Uint8Array(lengthOf(pieces));
  const holes = new Map<string, number[]>();
  let offset = 0;
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) bytes.set(piece, offset);
    else holes.set(piece.hole, [...(holes.get(piece.hole) ?? []), offset]);
    offset += piece.length;
  }
  return { bytes, holes };
}
