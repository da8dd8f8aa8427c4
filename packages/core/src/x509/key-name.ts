import { hash } from 'node:crypto';

/** Digits of a name: enough to tell the roots of one swarm's history apart, and few enough to be read aloud. */
const width = 8;

/**
 * A short name for a key, and so for the root that has it: all roots of swarms are called `swarm-ca`.
 *
 * @param spki DER SubjectPublicKeyInfo
 * @returns the first 8 hexadecimal digits of its SHA-256
 */
export function keyName(spki: Uint8Array): string {
  return keyNameOf(hash('sha256', spki, 'hex'));
}

/** As {@link keyName}, of a key of which only the digest is known. @param digest hexadecimal, or `sha256:…` */
export function keyNameOf(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, width);
}
