import { Latest } from './latest.ts';
import { X509Problem } from './problem.ts';

/** Tags of the DER elements that X.509 uses (X.690 §8). */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  /** `[number]` around primitive contents. */
  context: (number: number): number => 0x80 | number,
  /** `[number]` around elements. */
  constructedContext: (number: number): number => 0xa0 | number,
} as const;

/**
 * Walks over DER, element by element, and refuses whatever DER forbids in lengths: indefinite, not minimal, beyond the
 * end. It never recurses and never copies: what it returns are views of the input.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;

  /** @param bytes the DER to read, from its first byte to its last */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Nothing is left to read. */
  get done(): boolean {
    return this.#position === this.#end;
  }

  /** The tag that comes next, or `undefined` at the end. */
  get nextTag(): number | undefined {
    return this.done ? undefined : this.#bytes[this.#position];
  }

  /** All that this reader was given. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#position, this.#end);
  }

  /**
   * Reads one element and gives a reader over its contents.
   *
   * @param tag the tag it must have
   * @param what its name, for the error
   * @throws {X509Problem} `malformed-der`
   */
  enter(tag: number, what: string): DerReader {
    const { content, end } = this.#element(tag, what);
    this.#position = end;
    return new DerReader(this.#bytes, content, end);
  }

  /** As {@link enter}, yielding the contents as bytes. */
  contents(tag: number, what: string): Uint8Array {
    const { content, end } = this.#element(tag, what);
    this.#position = end;
    return this.#bytes.subarray(content, end);
  }

  /** As {@link enter}, yielding the whole element with its tag and length. */
  element(tag: number | undefined, what: string): Uint8Array {
    const start = this.#position;
    const { end } = this.#element(tag ?? this.nextTag ?? 0, what);
    this.#position = end;
    return this.#bytes.subarray(start, end);
  }

  /** As {@link enter}, looking at nothing but the length. */
  step(tag: number, what: string): void {
    this.#position = this.#element(tag, what).end;
  }

  /** As {@link enter} if the tag comes next, else `undefined`. */
  optional(tag: number, what: string): DerReader | undefined {
    return this.nextTag === tag ? this.enter(tag, what) : undefined;
  }

  /** @throws {X509Problem} `malformed-der` when something is left */
  finish(what: string): void {
    if (!this.done) throw malformed(`${what}: ${this.#end - this.#position} bytes too many`);
  }

  #element(tag: number, what: string): { content: number; end: number } {
    const bytes = this.#bytes;
    let at = this.#position;
    if (at >= this.#end) throw malformed(`${what} is missing`);
    const found = bytes[at++];
    if (found !== tag) throw malformed(`${what}: found tag 0x${(found ?? 0).toString(16)}, not 0x${tag.toString(16)}`);
    let length = at < this.#end ? (bytes[at++] ?? 0) : -1;
    if (length >= 0x80) {
      const width = length & 0x7f;
      if (width === 0 || width > 4 || at + width > this.#end) throw malformed(`${what}: its length is unreadable`);
      length = 0;
      for (let index = 0; index < width; index++) length = length * 256 + (bytes[at++] ?? 0);
      const minimal = length >= 0x80 && length >= 256 ** (width - 1);
      if (!minimal) throw malformed(`${what}: its length is written longer than need be`);
    }
    if (length < 0 || at + length > this.#end) throw malformed(`${what} is cut short`);
    return { content: at, end: at + length };
  }
}

/**
 * Reads an object identifier's contents.
 *
 * @returns dotted form, `1.2.840.10045.4.3.2`
 * @throws {X509Problem} `malformed-der`
 */
export function readOid(contents: Uint8Array): string {
  return oids.get(contents, () => dotted(contents));
}

/** Few occur, again and again: so each is one text, however many certificates carry it. */
const oids = new Latest<string>(64);

function dotted(contents: Uint8Array): string {
  const arcs: string[] = [];
  let arc = 0n;
  let begun = false;
  for (const byte of contents) {
    if (!begun && byte === 0x80) throw malformed('object identifier: an arc is written longer than need be');
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    begun = (byte & 0x80) !== 0;
    if (arc > 0xffff_ffff_ffff_ffffn) throw malformed('object identifier: an arc is beyond 64 bits');
    if (begun) continue;
    if (arcs.length === 0) {
      const first = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
      arcs.push(first.toString(), (arc - first * 40n).toString());
    } else arcs.push(arc.toString());
    arc = 0n;
  }
  if (begun || arcs.length === 0) throw malformed('object identifier is cut short');
  return arcs.join('.');
}

/** Reads a BOOLEAN's contents. @throws {X509Problem} `malformed-der` unless it is 00 or FF, as DER demands */
export function readBoolean(contents: Uint8Array): boolean {
  if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) throw malformed('BOOLEAN is not 00 or FF');
  return contents[0] === 0xff;
}

/** Reads a small non-negative INTEGER's contents. @throws {X509Problem} `malformed-der` */
export function readSmallInteger(contents: Uint8Array, what: string): number {
  checkInteger(contents, what);
  if ((contents[0] ?? 0) & 0x80 || contents.length > 4) throw malformed(`${what} is out of range`);
  let value = 0;
  for (const byte of contents) value = value * 256 + byte;
  return value;
}

/** @throws {X509Problem} `malformed-der` when INTEGER contents are empty or longer than need be */
export function checkInteger(contents: Uint8Array, what: string): void {
  const [first, second = 0] = contents;
  if (first === undefined) throw malformed(`${what} is empty`);
  const padded = contents.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (padded) throw malformed(`${what} is written longer than need be`);
}

/** Reads a BIT STRING of whole bytes. @throws {X509Problem} `malformed-der` */
export function readBitString(contents: Uint8Array, what: string): Uint8Array {
  if (contents[0] !== 0) throw malformed(`${what} is no string of whole bytes`);
  return contents.subarray(1);
}

/** @returns a problem for DER that breaks a rule */
export function malformed(message: string): X509Problem {
  return new X509Problem('malformed-der', message, {
    expected: 'DER as X.690 defines it',
    next: 'Get the file again from where it was made; it is damaged or of another kind.',
  });
}
