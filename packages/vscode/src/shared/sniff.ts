import { isUtf8 } from 'node:buffer';

/** A beginning of what the language server reads: of a PEM block, a join token, an unlock key, or PEM in base64. */
const beginning = /-----?BEGIN |SWMTKN-|SWMKEY-|LS0tLS1CRUdJTi/;

/** Whether it is worth starting the server for a text. One pass, and nothing is read. */
export function mayHoldSomething(text: string): boolean {
  return beginning.test(text);
}

/**
 * Whether bytes begin as DER does: a SEQUENCE of 128 bytes or more, or of indefinite length, as which no text begins; or a shorter
 * one of exactly all that is there, with a zero in it.
 */
export function beginsAsDer(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes;
  if (tag !== 0x30) return false;
  return length < 0x80 ? length === bytes.length - 2 && bytes.includes(0) : length <= 0x84;
}

/** Whether bytes are something to edit as a text. Of nothing there is nothing to say. */
export function holdsText(bytes: Uint8Array): boolean {
  return bytes.length > 0 && !beginsAsDer(bytes) && isUtf8(bytes) && !bytes.includes(0);
}
