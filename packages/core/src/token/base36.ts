/**
 * Writes bytes as a base 36 number, as swarm does with digests, secrets and identifiers.
 *
 * @param bytes a big-endian unsigned integer
 * @param width digits to pad to with leading zeros
 * @returns lower-case digits `0-9a-z`
 */
export function toBase36(bytes: Uint8Array, width: number): string {
  return BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`)
    .toString(36)
    .padStart(width, '0');
}

/**
 * Reads a base 36 number.
 *
 * @param text digits of either case
 * @returns its value in hexadecimal without leading zeros, or `undefined` when a character is no digit
 */
export function base36ToHex(text: string): string | undefined {
  if (!/^[0-9a-z]+$/i.test(text)) return undefined;
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value.toString(16);
}
