import type { Source } from '../source.ts';

/** So far is looked for what no text has. */
const sample = 8 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as what they are: a text, or none. DER begins as no text does. */
export function contentsOf(bytes: Buffer): Pick<Source, 'contents' | 'encoding'> {
  if (isDer(bytes) || bytes.subarray(0, sample).includes(0)) return { contents: bytes };
  try {
    return { contents: utf8.decode(bytes) };
  } catch {
    // Some other encoding: all that is looked for is ASCII, and so it is found all the same.
    return { contents: bytes.toString('latin1'), encoding: 'latin1' };
  }
}

/** A SEQUENCE of 128 bytes or more, or of indefinite length. */
export function isDer(bytes: Uint8Array): boolean {
  const [tag, length = 0] = bytes;
  return tag === 0x30 && length >= 0x80 && length <= 0x84;
}
