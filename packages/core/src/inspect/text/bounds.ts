/** What one text may cost. In UTF-16 code units, unless said otherwise. */
export interface Bounds {
  /** What begins behind is not read. */
  readonly text: number;
  /** A block or a value in base64, whole. */
  readonly block: number;
  /** How many finds. */
  readonly finds: number;
}

/** Room for 5,000 certificates six times over, and for a revocation list of 100,000 entries. */
export const defaultBounds: Bounds = { text: 64 * 2 ** 20, block: 8 * 2 ** 20, finds: 30_000 };

/**
 * How far a decision looks: before the place it is about, and beyond the end of what it takes. What lies further away
 * changes nothing, which is what lets {@link import('../document/document.ts').openDocument} read a part anew.
 */
export const sight = { behind: 256, ahead: 1024 } as const;

/** What stands before or behind the contents on each line of a block. Together with a marker less than {@link sight}.behind. */
export const longestAffix = 160;

/** Of a marker. */
export const longestLabel = 64;

/** Longer ones, and more, are damage. */
export const header = { name: 32, value: 8192, most: 32 } as const;

/** Damaged lines of one block that are reported; those that come after are not. */
export const mostDamage = 32;

/** Of a token or an unlock key; real ones have 85 and 52. */
export const longestToken = 256;

/** A value in base64 that goes on from line to line has lines no longer than these. */
export const longestWrap = 128;
