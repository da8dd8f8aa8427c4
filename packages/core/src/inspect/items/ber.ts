import { Tag, malformed } from '../../x509/der-reader.ts';
import { header } from '../../x509/der-writer.ts';

const deepest = 32;
const mostElements = 100_000;
const largest = 0xff_ff_ff;
const indefinite = 0x80;
const constructed = 0x20;
const constructedOctetString = Tag.octetString | constructed;

/** Whether an element's length is left open, as BER allows and DER does not. */
export function isIndefinite(bytes: Uint8Array): boolean {
  return bytes[0] === Tag.sequence && bytes[1] === indefinite;
}

/**
 * Writes BER anew with definite lengths and whole OCTET STRINGs (X.690 §8.1.3.6, §8.7.3): programs that write PKCS #7 and
 * PKCS #12 while they make it, as those of Mozilla and Java, leave lengths open. Nothing else is made DER of.
 *
 * @param bytes one element, and whatever follows it
 * @returns the bytes themselves when their first length is no open one
 * @throws {X509Problem} `malformed-der`
 */
export function definiteForm(bytes: Uint8Array): Uint8Array {
  if (!isIndefinite(bytes)) return bytes;
  if (bytes.length > largest) throw malformed(`BER of more than ${largest} bytes`);
  const writer = new Writer();
  const open: Frame[] = [];
  let at = 0;
  do {
    const frame = open.at(-1);
    const limit = frame?.end ?? bytes.length;
    if (frame !== undefined && isAtEnd(bytes, at, frame)) {
      if (frame.isOpen) at += 2;
      open.pop();
      writer.close(frame, open.at(-1));
    } else {
      const tag = bytes[at] ?? 0;
      const { start, length } = readLength(bytes, at + 1, limit);
      const end = length === undefined ? limit : start + length;
      if ((tag & constructed) === 0) {
        if (length === undefined) throw malformed('an open length without elements');
        writer.add(tag, bytes.subarray(start, end), frame);
        at = end;
      } else {
        if (open.length >= deepest) throw malformed(`elements within elements, more than ${deepest} deep`);
        open.push(writer.open(tag, end, length === undefined, frame));
        at = start;
      }
    }
  } while (open.length > 0);
  return Buffer.concat([...writer.parts, bytes.subarray(at)]);
}

/** An element whose contents are being read. */
interface Frame {
  readonly tag: number;
  /** Its contents go no further. */
  readonly end: number;
  /** Two zero bytes end it. */
  readonly isOpen: boolean;
  /** Where its header goes among the parts. */
  readonly part: number;
  /** Bytes written of its contents. */
  length: number;
}

class Writer {
  readonly parts: Uint8Array[] = [];

  open(tag: number, end: number, isOpen: boolean, parent: Frame | undefined): Frame {
    if (parent?.tag === constructedOctetString && tag !== constructedOctetString) throw notAString();
    return { tag, end, isOpen, part: this.#push(new Uint8Array()), length: 0 };
  }

  close(frame: Frame, parent: Frame | undefined): void {
    const isPiece = parent?.tag === constructedOctetString;
    const isString = frame.tag === constructedOctetString;
    const before = isPiece ? new Uint8Array() : header(isString ? Tag.octetString : frame.tag, frame.length);
    this.parts[frame.part] = before;
    if (parent !== undefined) parent.length += before.length + frame.length;
  }

  add(tag: number, contents: Uint8Array, parent: Frame | undefined): void {
    const isPiece = parent?.tag === constructedOctetString;
    if (isPiece && tag !== Tag.octetString) throw notAString();
    const before = isPiece ? new Uint8Array() : header(tag, contents.length);
    this.#push(before);
    this.#push(contents);
    if (parent !== undefined) parent.length += before.length + contents.length;
  }

  #push(part: Uint8Array): number {
    if (this.parts.length > 2 * mostElements) throw malformed(`it has more than ${mostElements} elements`);
    return this.parts.push(part) - 1;
  }
}

function isAtEnd(bytes: Uint8Array, at: number, { end, isOpen }: Frame): boolean {
  if (!isOpen) return at === end;
  if (at + 2 > end) throw malformed('an open length never ends');
  return bytes[at] === 0 && bytes[at + 1] === 0;
}

/** @returns where the contents start, and their length unless it is open */
function readLength(
  bytes: Uint8Array,
  at: number,
  limit: number,
): { readonly start: number; readonly length: number | undefined } {
  const first = at < limit ? (bytes[at] ?? 0) : 0x81;
  if (first === indefinite) return { start: at + 1, length: undefined };
  const width = first < 0x80 ? 0 : first & 0x7f;
  const start = at + 1 + width;
  if (width > 4 || start > limit) throw malformed('a length is unreadable');
  let length = width === 0 ? first : 0;
  for (let index = at + 1; index < start; index++) length = length * 256 + (bytes[index] ?? 0);
  if (length > limit - start) throw malformed('an element is cut short');
  return { start, length };
}

function notAString(): Error {
  return malformed('a string is made of something else than strings');
}
