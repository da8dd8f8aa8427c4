import { createPublicKey } from 'node:crypto';
import { reasonOf } from '../problem.ts';
import { algorithmForKey } from './algorithms.ts';
import { publicKeyOf, readCertificates, sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { validateChain } from './chain.ts';
import type { Issuer } from './leaf.ts';
import { readPrivateKey } from './private-key.ts';
import { X509Problem } from './problem.ts';
import { checkSignatureAlgorithm, readTrustBundle } from './trust-bundle.ts';
import type { TrustBundle } from './trust-bundle.ts';
import { verifyChain } from './verify.ts';

/** What a root is made of. */
export interface RootCaParts {
  /** What is trusted: PEM bundle, byte for byte. */
  readonly bundle: string;
  /** What signs leaves: PEM, of which the first certificate counts. A root of the bundle, or an intermediate below one. */
  readonly signingCert?: string;
  /** Its key: PEM. */
  readonly signingKey?: string;
  /** Sent along with every leaf: PEM. */
  readonly intermediates?: string;
}

/** A root, with what signs for it if that is at hand. */
export interface RootCa {
  readonly trust: TrustBundle;
  readonly signer: Issuer | undefined;
  /** Appended to every leaf: PEM, as given; often empty. */
  readonly intermediates: string;
}

/**
 * Puts a root together, having checked what every load of one is checked for (docs/protocol.md §1.2, §1.3): the first step
 * that fails decides.
 *
 * @param now ms since epoch
 * @throws {X509Problem} with Docker's texts
 */
export function readRootCa(
  { bundle, signingCert = '', signingKey = '', intermediates = '' }: RootCaParts,
  now: number,
): RootCa {
  const trust = readTrustBundle(bundle, now);
  if (intermediates !== '') checkIntermediates(intermediates, trust, now);
  const signer =
    signingCert === '' && signingKey === ''
      ? undefined
      : readSigner({ signingCert, signingKey, intermediates }, trust, now);
  if (signer !== undefined && intermediates !== '') checkFirstIntermediate(intermediates, signer.certificate);
  return { trust, signer, intermediates };
}

/** What signs for a root. @throws {X509Problem} `no-signer` */
export function signerOf({ signer }: RootCa): Issuer {
  if (signer !== undefined) return signer;
  throw new X509Problem('no-signer', 'no valid signer found', {
    expected: 'the private key of the root',
    next: 'Give the key along with the certificate, or have an external CA sign.',
  });
}

const year = 8760 * 3_600_000;

/** Whether a root would end within a year, and so is not rotated to (docs/protocol.md §8.2 rule 10). @param now ms since epoch */
export function expiresTooSoon({ notAfter }: Certificate, now: number): boolean {
  return notAfter < now + year;
}

function checkIntermediates(intermediates: string, { certificates }: TrustBundle, now: number): void {
  wrapping('invalid intermediate chain: ', () => validateChain(intermediates, certificates, now));
}

function readSigner(
  { signingCert, signingKey, intermediates }: Required<Omit<RootCaParts, 'bundle'>>,
  { certificates: roots }: TrustBundle,
  now: number,
): Issuer {
  if (signingCert === '' || signingKey === '') {
    throw new X509Problem('no-signer', 'must provide both a signing key and a signing cert, or neither', {
      expected: 'a CA certificate with its private key',
      next: 'Give both.',
    });
  }
  const [certificate] = wrapping('invalid signing CA cert: ', () => readCertificates(signingCert));
  if (certificate === undefined) {
    throw new X509Problem('no-certificate', 'no valid signing CA certificates found', {
      expected: 'a CA certificate in PEM',
      next: 'Check that the right file was given.',
    });
  }
  checkSignatureAlgorithm(certificate);
  wrapping('error while validating signing CA certificate against roots and intermediates: ', () =>
    verifyChain(certificate, { roots, intermediates: readCertificates(intermediates), now, purpose: 'serverAuth' }),
  );
  const key = readPrivateKey(signingKey);
  algorithmForKey(key);
  if (!createPublicKey(key).equals(publicKeyOf(certificate))) {
    throw new X509Problem('key-mismatch', 'certificate key mismatch', {
      expected: 'the private key of that CA certificate',
      next: 'Give the key that belongs to the certificate.',
    });
  }
  return { certificate, key };
}

function checkFirstIntermediate(intermediates: string, signingCert: Certificate): void {
  const [first] = readCertificates(intermediates);
  if (first && sameBytes(first.subject, signingCert.subject) && sameBytes(first.spki, signingCert.spki)) return;
  throw new X509Problem(
    'not-a-chain',
    'invalid intermediate chain - the first intermediate must have the same subject and public key as the signing cert',
    { expected: 'intermediates that begin with the certificate that signs', next: 'Put that certificate first.' },
  );
}

function wrapping<Result>(prefix: string, check: () => Result): Result {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof X509Problem)) throw cause;
    const { expected, next } = cause;
    throw new X509Problem(cause.code, prefix + reasonOf(cause), { expected, next, cause });
  }
}
