import type { GitIndex } from './git-index.ts';

/**
 * The name of the shared index that an index says what has changed since (gitformat-index(5), split index).
 *
 * @returns hexadecimal; `undefined` where there is none
 */
export function sharedIndexOf({ link }: GitIndex, hashLength: number): string | undefined {
  if (link === undefined || link.length < hashLength) return undefined;
  const hash = link.subarray(0, hashLength);
  return hash.every((byte) => byte === 0) ? undefined : hash.toString('hex');
}

/**
 * Joins an index with the shared one that it was split from.
 *
 * @returns `undefined` where they do not fit one another
 */
export function joined(
  { paths, link }: GitIndex,
  shared: readonly string[],
  hashLength: number,
): ReadonlySet<string> | undefined {
  // Entries that are replaced keep their names.
  const own = paths.filter((path) => path !== '');
  const bitmap = link?.subarray(hashLength) ?? Buffer.alloc(0);
  // Without bitmaps nothing has gone.
  const gone = bitmap.length === 0 ? new Uint8Array(shared.length) : readBitmap(bitmap, shared.length);
  return gone && new Set([...shared.filter((_, position) => gone[position] === 0), ...own]);
}

const wordLength = 8;
const bitsOfWord = 64;

/**
 * Reads a bitmap compressed by EWAH (gitformat-bitmap(5), appendix A): words of which all bits are the same are counted,
 * others follow as they are.
 *
 * @param length how many bits it may have
 * @returns a byte for each bit; `undefined` for one that is longer, or breaks off
 */
function readBitmap(bytes: Buffer, length: number): Uint8Array | undefined {
  const headerLength = 8;
  if (bytes.length < headerLength || bytes.readUInt32BE(0) > length) return undefined;
  const end = headerLength + bytes.readUInt32BE(4) * wordLength;
  if (end > bytes.length) return undefined;
  const bits = new Uint8Array(length);
  let bit = 0;
  for (let at = headerLength; at < end;) {
    const [high, low] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
    at += wordLength;
    const run = (Math.floor(low / 2) + (high & 1) * 2 ** 31) * bitsOfWord;
    const literals = high >>> 1;
    // The last word may have more bits than the bitmap.
    if (bit + run + literals * bitsOfWord >= length + bitsOfWord || at + literals * wordLength > end) return undefined;
    if ((low & 1) === 1) bits.fill(1, bit, bit + run);
    bit += run;
    for (let literal = 0; literal < literals; literal++, at += wordLength, bit += bitsOfWord) {
      setBits(bits, bit, bytes.readUInt32BE(at + 4));
      setBits(bits, bit + 32, bytes.readUInt32BE(at));
    }
  }
  return bits;
}

/** @param half of a word, its lowest bit first */
function setBits(bits: Uint8Array, start: number, half: number): void {
  for (let index = 0; index < 32 && start + index < bits.length; index++) bits[start + index] = (half >>> index) & 1;
}
