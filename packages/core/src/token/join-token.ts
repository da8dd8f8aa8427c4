import { base36ToHex, toBase36 } from './base36.ts';
import { TokenProblem } from './problem.ts';

/** What a join token says. The role is not in it: only the manager that issued it knows which of its two it is. */
export interface JoinToken {
  readonly version: 1 | 2;
  /** The swarm mandates FIPS (version 2 only). */
  readonly fips: boolean;
  /** SHA-256 of the root bundle's bytes, 64 hex digits. */
  readonly digest: string;
  /** 25 base 36 digits. Secret. */
  readonly secret: string;
}

const digestWidth = 50;
const secretWidth = 25;
const shape = `SWMTKN-1-<${digestWidth} characters>-<${secretWidth} characters>`;

/**
 * Reads a join token as a joining node does (docs/protocol.md §2.2): the layout is checked, the alphabet is not, since
 * the manager compares the whole text anyway. A digest that is no number reads as zero and fails later, against the root.
 *
 * @param text the token, exactly: surrounding white space is not forgiven
 * @throws {TokenProblem} `invalid-join-token` or `invalid-digest`; neither repeats the token
 */
export function parseJoinToken(text: string): JoinToken {
  const parts = text.split('-');
  const [prefix, version] = parts;
  if (prefix !== 'SWMTKN' || parts.length < 4) throw malformed(whyNoToken(text));
  const flag = version === '2' ? parts[2] : '0';
  if (version !== '1' && version !== '2') throw malformed('its version is neither 1 nor 2');
  if (parts.length !== (version === '1' ? 4 : 5)) throw malformed(`it has ${parts.length} parts separated by "-"`);
  if (flag !== '0' && flag !== '1') throw malformed('its FIPS flag is neither 0 nor 1');

  const digest = parts.at(-2) ?? '';
  const secret = parts.at(-1) ?? '';
  if (digest.length !== digestWidth) throw malformed(`its digest has ${digest.length} characters`);
  if (secret.length !== secretWidth) throw malformed(`its secret has ${secret.length} characters`);

  const hex = base36ToHex(digest) ?? '0';
  if (hex.length > 64) {
    throw new TokenProblem('invalid-digest', 'invalid checksum digest length', {
      expected: 'a digest of 256 bits at most',
      next: 'Copy the token again, whole, from `docker swarm join-token worker` (or `manager`).',
    });
  }
  return { version: version === '1' ? 1 : 2, fips: flag === '1', digest: hex.padStart(64, '0'), secret };
}

/**
 * Writes a join token (docs/protocol.md §2.1). As Docker does, version 2 is used for FIPS swarms alone.
 *
 * @param digest SHA-256 of the root bundle's bytes, 32 bytes
 * @param secret 16 random bytes
 */
export function formatJoinToken(digest: Uint8Array, secret: Uint8Array, { fips = false } = {}): string {
  const version = fips ? '2-1' : '1';
  return `SWMTKN-${version}-${toBase36(digest, digestWidth)}-${toBase36(secret, secretWidth)}`;
}

function malformed(why: string): TokenProblem {
  return new TokenProblem('invalid-join-token', 'invalid join token', {
    expected: `${shape}; in the one given, ${why}`,
    next: 'Copy the token again, whole, from `docker swarm join-token worker` (or `manager`).',
  });
}

function whyNoToken(text: string): string {
  if (text.startsWith('SWMKEY-')) return 'the beginning says that it is an unlock key, which is something else';
  if (/^\s|\s$/.test(text)) return 'there is white space before or after it';
  if (/[${}]/.test(text)) return 'a variable of a template was left unexpanded';
  return 'the beginning is not "SWMTKN-", or parts are missing';
}
