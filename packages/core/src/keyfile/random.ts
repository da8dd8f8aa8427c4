/** A source of random bytes fit for keys, salts and nonces. */
export type Random = (length: number) => Uint8Array;
