/** How long to wait after failures that follow one another. */
export interface Backoff {
  /** ms */
  readonly base: number;
  /** ms, doubled with every failure */
  readonly factor: number;
  /** ms */
  readonly most: number;
}

/** After failed renewals (docs/protocol.md §6.1): at most 10 s, 15 s, 25 s … an hour. */
export const renewalBackoff: Backoff = { base: 5_000, factor: 5_000, most: 3_600_000 };
/** Between two questions for a certificate's status (docs/protocol.md §5.6): at most 2 s, 3 s, 5 s … 30 s. */
export const statusBackoff: Backoff = { base: 1_000, factor: 1_000, most: 30_000 };

/**
 * Draws how long to wait after the n-th failure in a row: anything from nothing to a bound that doubles.
 *
 * @param failures 1 for the first; 0 means no wait
 * @param integerBelow draws from [0, bound)
 * @returns ms
 */
export function backoffDelay(
  { base, factor, most }: Backoff,
  failures: number,
  integerBelow: (bound: number) => number,
): number {
  if (failures <= 0) return 0;
  const bound = Math.min(most, base + factor * 2 ** Math.min(failures - 1, 30));
  return integerBelow(bound);
}
