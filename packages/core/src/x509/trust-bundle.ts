import { rootDigest } from './root-digest.ts';
import { isSigning } from './algorithms.ts';
import { readCertificates } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { Latest } from './latest.ts';
import { X509Problem, inStep } from './problem.ts';
import { verifyChain } from './verify.ts';

/** The roots that a node trusts. */
export interface TrustBundle {
  /** As received, a character for each byte: the digest in join tokens covers exactly this. */
  readonly pem: string;
  /** SHA-256 of {@link pem}, 64 hex digits. */
  readonly digest: string;
  readonly certificates: readonly Certificate[];
}

/**
 * Reads a bundle of roots and checks each, as every load of a swarm's root does (docs/protocol.md §1.2 steps 1 to 5).
 *
 * @param pem PEM, as received, a character for each byte
 * @param now ms since epoch
 * @throws {X509Problem} with Docker's texts
 */
export function readTrustBundle(pem: string, now: number): TrustBundle {
  const certificates = inStep(
    'invalid root certificates',
    {
      expected: 'roots in PEM and nothing else',
      next: 'Check that this is the address of a swarm manager, or that the right file was given.',
    },
    () => readCertificates(pem),
  );
  if (certificates.length === 0) {
    throw new X509Problem('no-certificate', 'no valid root CA certificates found', {
      expected: 'at least one root in PEM',
      next: 'Check that this is the address of a swarm manager, or that the right file was given.',
    });
  }
  for (const certificate of certificates) {
    checkSignatureAlgorithm(certificate);
    checkRoot(certificate, now);
  }
  const bytes = Buffer.from(pem, 'latin1');
  return bundles.get(bytes, () => ({ pem, digest: rootDigest(bytes), certificates }));
}

/** Of all who trust the same roots each has the same bundle. What is checked of it, each checks. */
const bundles = new Latest<TrustBundle>(16);

/**
 * Whether a certificate says that it is signed by what swarm accepts (docs/protocol.md §1.2 step 3).
 *
 * @throws {X509Problem} `unsupported-algorithm`
 */
export function checkSignatureAlgorithm({ signatureAlgorithm }: Certificate): void {
  if (isSigning(signatureAlgorithm)) return;
  throw new X509Problem('unsupported-algorithm', `unsupported signature algorithm: ${signatureAlgorithm.name}`, {
    expected: 'a root signed by RSA (PKCS #1 v1.5) or ECDSA with SHA-256, SHA-384 or SHA-512',
    next: 'Make a root with one of these algorithms.',
  });
}

/** A root is verified against itself: that looks at time, critical extensions and purpose, and at nothing else. */
function checkRoot(certificate: Certificate, now: number): void {
  inStep(
    'error while validating Root CA Certificate',
    {
      expected: 'a root that is valid now and may be used for servers',
      next: 'Check the clock, or use another root.',
    },
    () => verifyChain(certificate, { intermediates: [], roots: [certificate], now, purpose: 'serverAuth' }),
  );
}
