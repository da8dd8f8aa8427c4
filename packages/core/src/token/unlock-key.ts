import { TokenProblem } from './problem.ts';

/** Random bytes of an unlock key. */
export const unlockKeyBytes = 32;

const prefix = 'SWMKEY-1-';

/**
 * Reads an unlock key: the printed form of the key with which locked managers encrypt what they keep (docs/protocol.md
 * §10.6). As in Docker the length is not looked at: a key of another length opens nothing.
 *
 * @param text the key, exactly: surrounding white space is not forgiven
 * @returns the key's bytes, 32 of them in every key that a swarm makes. Secret
 * @throws {TokenProblem} `invalid-unlock-key`; it does not repeat the key
 */
export function parseUnlockKey(text: string): Uint8Array {
  if (!text.startsWith(prefix)) throw invalid(whyNoUnlockKey(text));
  const base64 = text.slice(prefix.length);
  // One character after a group of four holds six bits, and so no byte.
  if (!/^[A-Za-z0-9+/]*$/.test(base64) || base64.length % 4 === 1) {
    throw invalid(`what follows "${prefix}" is no base64 without padding`);
  }
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

/**
 * Writes an unlock key.
 *
 * @param key 32 bytes, or none for a swarm that is not locked
 */
export function formatUnlockKey(key: Uint8Array): string {
  return prefix + Buffer.from(key).toString('base64').replace(/=+$/, '');
}

function invalid(why: string): TokenProblem {
  return new TokenProblem('invalid-unlock-key', 'invalid key string', {
    expected: `${prefix}<43 characters>; in the one given, ${why}`,
    next: 'Copy the key again, whole; a manager that is unlocked prints it: `docker swarm unlock-key`.',
  });
}

function whyNoUnlockKey(text: string): string {
  if (text.startsWith('SWMTKN-')) return 'the beginning says that it is a join token, which is something else';
  if (/^\s/.test(text)) return 'there is white space before it';
  return `the beginning is not "${prefix}"`;
}
