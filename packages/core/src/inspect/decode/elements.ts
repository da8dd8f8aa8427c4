import { DerReader, Tag, checkInteger, malformed, readOid } from '../../x509/der-reader.ts';
import { der, tlv } from '../../x509/der-writer.ts';
import { X509Problem } from '../../x509/problem.ts';
import { readTime } from '../../x509/time.ts';
import type { BitsDescription, IntegerDescription, OidDescription, TimeDescription } from './parts.ts';
import { nameOfOid } from './oid-names.ts';

/** Of a list no more than so many entries are described; what has more is shown as it stands. */
export const mostEntries = 4_096;
/** An INTEGER of more bytes has no decimal form here: making one takes more than linear time. */
export const longestDecimal = 1_024;

/** Bytes in small hexadecimal letters. */
export function hexOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('hex');
}

/** @param contents of the INTEGER @throws {X509Problem} `malformed-der` */
export function describeInteger(contents: Uint8Array): IntegerDescription {
  checkInteger(contents, 'INTEGER');
  const hex = hexOf(contents);
  if (contents.length > longestDecimal) return { hex };
  return { hex, decimal: BigInt.asIntN(contents.length * 8, BigInt(`0x${hex}`)).toString() };
}

/** @param oid dotted */
export function describeOid(oid: string): OidDescription {
  const name = nameOfOid(oid);
  return name === undefined ? { oid } : { oid, name };
}

/** The next element, an OBJECT IDENTIFIER. @throws {X509Problem} `malformed-der` */
export function nextOid(reader: DerReader, what: string): OidDescription {
  return describeOid(readOid(reader.contents(Tag.oid, what)));
}

/** The next element, a BIT STRING of any number of bits. @throws {X509Problem} `malformed-der` */
export function nextBits(reader: DerReader, what: string): BitsDescription {
  if (reader.nextTag !== Tag.bitString) throw malformed(`${what} is no bit string`);
  const bits = describeBits(reader, what);
  if (bits.problem !== undefined) throw malformed(bits.problem);
  return bits;
}

/** The next element, a BIT STRING; one that is none says so. */
export function describeBits(reader: DerReader, what: string): BitsDescription {
  const contents = reader.contents(reader.nextTag ?? Tag.bitString, what);
  const unusedBits = contents[0] ?? 0;
  const isGood = contents.length > 1 ? unusedBits <= 7 : contents.length === 1 && unusedBits === 0;
  return { hex: hexOf(contents.subarray(1)), unusedBits, ...(!isGood && { problem: `${what} is no bit string` }) };
}

/** Whether a bit is set, counted from the first. */
export function isBitSet({ hex }: BitsDescription, bit: number): boolean {
  const nibble = Number.parseInt(hex[bit >> 2] ?? '0', 16);
  return (nibble & (8 >> (bit & 3))) !== 0;
}

/** The next element, a Time. @throws {X509Problem} `malformed-der` */
export function nextTime(reader: DerReader, what: string): TimeDescription {
  return describeTime(reader.element(undefined, what), what);
}

/** A GeneralizedTime whose tag another has taken the place of. @throws {X509Problem} `malformed-der` */
export function implicitTime(contents: Uint8Array, what: string): TimeDescription {
  return describeTime(der(tlv(Tag.generalizedTime, contents)), what);
}

function describeTime(element: Uint8Array, what: string): TimeDescription {
  const type = element[0] === Tag.utcTime ? 'UTCTime' : 'GeneralizedTime';
  const time = readTime(new DerReader(element), what);
  const text = Buffer.from(element.subarray(2)).toString('latin1');
  return { time, iso: new Date(time).toISOString(), type, text };
}

/** Reads a list to its end. @throws {X509Problem} `malformed-der`, also for more than {@link mostEntries} */
export function readList<T>(list: DerReader, what: string, read: (list: DerReader) => T): readonly T[] {
  const entries: T[] = [];
  while (!list.done) {
    if (entries.length >= mostEntries) throw malformed(`${what}: more than ${mostEntries} entries`);
    entries.push(read(list));
  }
  return entries;
}

/** A SEQUENCE OF, and nothing behind it. @throws {X509Problem} `malformed-der` */
export function readSequenceOf<T>(value: Uint8Array, what: string, read: (list: DerReader) => T): readonly T[] {
  return readList(onlySequence(value, what), what, read);
}

/** The fields of a SEQUENCE, and nothing behind it. @throws {X509Problem} `malformed-der` */
export function onlySequence(value: Uint8Array, what: string): DerReader {
  const reader = new DerReader(value);
  const fields = reader.enter(Tag.sequence, what);
  reader.finish(what);
  return fields;
}

/** What was read, or why it could not be: one part that is damaged does not hide the others. */
export function attempt<T>(read: () => T): { readonly read: T } | { readonly problem: string } {
  try {
    return { read: read() };
  } catch (error) {
    if (error instanceof X509Problem) return { problem: error.message };
    throw error;
  }
}
