import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { certificatePem } from '../x509/certificate.ts';
import { crossSignPem } from '../x509/cross-sign.ts';
import { serialNumberFrom } from '../x509/leaf.ts';
import { sec1Pem } from '../x509/private-key.ts';
import { readRootCa, signerOf } from '../x509/root-ca.ts';
import type { RootCa } from '../x509/root-ca.ts';
import { createRoot } from '../x509/root.ts';

/** A root with its key, as a swarm keeps them. */
export interface RootWithKey {
  /** PEM, normalised. */
  readonly caCert: string;
  /** PEM; SEC 1 for generated roots. */
  readonly caKey: string;
}

/** Makes a new root with a new key (docs/protocol.md §1.1). */
export async function generateRoot(clock: Clock, entropy: Entropy): Promise<RootWithKey> {
  const keys = entropy.newKey();
  const certificate = await createRoot(keys, serialNumberFrom(entropy.bytes(20)), clock.now());
  return { caCert: certificatePem(certificate), caKey: sec1Pem(keys.privateKey) };
}

/**
 * A root that signs for itself.
 *
 * @param now ms since epoch
 * @throws {X509Problem} as {@link readRootCa}
 */
export function rootCaOf({ caCert, caKey }: RootWithKey, now: number): RootCa {
  return readRootCa({ bundle: caCert, signingCert: caCert, signingKey: caKey }, now);
}

/**
 * Has the present root sign a new one's name and key (docs/protocol.md §8.5).
 *
 * @param successor the new root: PEM
 * @param present the root that everybody trusts, with its key
 * @param now ms since epoch
 * @returns PEM, normalised
 * @throws {X509Problem}
 */
export function crossSignRoot(successor: string, present: RootWithKey, now: number): Promise<string> {
  return crossSignPem(successor, signerOf(rootCaOf(present, now)));
}
