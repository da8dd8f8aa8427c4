import { Tag } from './der-reader.ts';

/** ASN.1's types of strings (X.680 §41), by their tags. */
export const stringTypes: ReadonlyMap<number, string> = new Map([
  [Tag.utf8String, 'UTF8String'],
  [Tag.numericString, 'NumericString'],
  [Tag.printableString, 'PrintableString'],
  [Tag.teletexString, 'TeletexString'],
  [Tag.ia5String, 'IA5String'],
  [Tag.visibleString, 'VisibleString'],
  [Tag.universalString, 'UniversalString'],
  [Tag.bmpString, 'BMPString'],
]);

/**
 * The text of a string. What is no character there is shown as U+FFFD; TeletexString is read as Latin-1, as everybody
 * writes it.
 *
 * @param tag of the string's type
 * @returns `undefined` for what is no string
 */
export function readCharacters(tag: number, contents: Uint8Array): string | undefined {
  switch (tag) {
    case Tag.utf8String:
    case Tag.numericString:
    case Tag.printableString:
    case Tag.visibleString:
    case Tag.ia5String:
      return asBuffer(contents).toString('utf8');
    case Tag.teletexString:
      return latin1(contents);
    case Tag.bmpString:
      return Buffer.from(contents.subarray(0, contents.length & ~1))
        .swap16()
        .toString('utf16le');
    case Tag.universalString:
      return universal(asBuffer(contents));
    default:
      return undefined;
  }
}

/** A character for each byte: of what is ASCII its text, of anything else what it can be compared by. */
export function latin1(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

function asBuffer({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

function universal(contents: Buffer): string {
  let text = '';
  for (let at = 0; at + 4 <= contents.length; at += 4) {
    const point = contents.readUInt32BE(at);
    text += point > 0x10_ffff ? '\ufffd' : String.fromCodePoint(point);
  }
  return text;
}
