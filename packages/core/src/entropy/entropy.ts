import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A key and its public half, as one generation yields them. */
export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Where chance comes from: everything random in a lab is drawn here, so that a test can hold the source. */
export interface Entropy {
  /** Bytes fit for secrets, serial numbers and identifiers. */
  bytes(length: number): Uint8Array;
  /** A new P-256 key, the kind that swarm's nodes and generated roots have (docs/protocol.md §1.1, §3.1). */
  newKey(): KeyPair;
  /** An integer in [0, bound), for the moments at which nodes renew and retry. */
  integerBelow(bound: number): number;
  /**
   * A source of its own, for one node or one purpose: where chance repeats itself, what it yields depends neither on what
   * else is drawn nor on the order.
   */
  split(label: string): Entropy;
}

/** The operating system's generator. */
export const systemEntropy: Entropy = {
  bytes: (length) => randomBytes(length),
  newKey: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  integerBelow: (bound) => (bound <= 1 ? 0 : randomInt(bound)),
  split: () => systemEntropy,
};
