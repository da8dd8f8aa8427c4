import { createPublicKey } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { algorithmForKey } from '../x509/algorithms.ts';
import { certificatePem, publicKeyOf, readCertificates } from '../x509/certificate.ts';
import { crossSign } from '../x509/cross-sign.ts';
import { serialNumberFrom } from '../x509/leaf.ts';
import type { Issuer } from '../x509/leaf.ts';
import { readPrivateKey, sec1Pem } from '../x509/private-key.ts';
import { X509Problem } from '../x509/problem.ts';
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
 * Puts a certificate and its key together as an issuer (docs/protocol.md §1.3 rows 1 to 10). Of a bundle the first
 * certificate is taken.
 *
 * @throws {X509Problem} `malformed-key`, `unsupported-algorithm`, `key-mismatch`, `no-certificate`
 */
export function loadIssuer({ caCert, caKey }: RootWithKey): Issuer {
  const [certificate] = readCertificates(caCert);
  if (certificate === undefined) {
    throw new X509Problem('no-certificate', 'no valid signing CA certificates found', {
      expected: 'a CA certificate in PEM',
    });
  }
  const key = readPrivateKey(caKey);
  algorithmForKey(key);
  if (!createPublicKey(key).equals(publicKeyOf(certificate))) {
    throw new X509Problem('key-mismatch', 'certificate key mismatch', {
      expected: 'the private key of that CA certificate',
      next: 'Give the key that belongs to the certificate.',
    });
  }
  return { certificate, key };
}

/**
 * Makes a new root and has the present one sign its name and key (docs/protocol.md §8.5).
 *
 * @param present the root that everybody trusts, with its key
 */
export async function generateSuccessor(
  present: RootWithKey,
  clock: Clock,
  entropy: Entropy,
): Promise<RootWithKey & { readonly crossSignedCaCert: string }> {
  const predecessor = loadIssuer(present);
  const root = await generateRoot(clock, entropy);
  const crossSigned = await crossSign(loadIssuer(root).certificate, predecessor);
  return { ...root, crossSignedCaCert: certificatePem(crossSigned) };
}
