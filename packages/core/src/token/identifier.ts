import { toBase36 } from './base36.ts';

/** The id of a swarm that demands FIPS of its nodes begins so (docs/protocol.md §4). */
export const fipsPrefix = 'FIPS.';

/** Random bytes that {@link identifierFrom} needs. */
export const identifierBytes = 17;

/**
 * Makes the identifier of a node, a cluster or a session (docs/protocol.md §4): always 25 of `0-9a-z`.
 *
 * @param random 17 random bytes
 */
export function identifierFrom(random: Uint8Array): string {
  const bytes = Uint8Array.from(random);
  // With the top bit set the number always has 27 digits, the first of them far from uniform: it is dropped.
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  return toBase36(bytes, 0).slice(1, 26);
}
