import { hash } from 'node:crypto';
import type { KeyName } from './relation.ts';

/** Characters of a name: enough to tell the roots of one swarm's history apart, and short enough to be read aloud. */
const width = 8;

/**
 * A short name for a key, and so for the root that has it: all roots of swarms are called `swarm-ca`.
 *
 * @param spki DER SubjectPublicKeyInfo
 * @returns the first 8 hexadecimal digits of its SHA-256, of which `swarmpki node ls --tls` and the lab show all
 */
export function keyName(spki: Uint8Array): KeyName {
  return hash('sha256', spki, 'hex').slice(0, width);
}
