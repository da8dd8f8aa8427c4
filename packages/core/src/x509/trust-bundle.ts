import { hash } from 'node:crypto';
import { readCertificates } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { X509Problem } from './problem.ts';
import { verifyChain } from './verify.ts';
import { reasonOf } from '../problem.ts';

/** The roots that a node trusts. */
export interface TrustBundle {
  /** As received, byte for byte: the digest in join tokens covers exactly this. */
  readonly pem: string;
  /** SHA-256 of {@link pem}, 64 hex digits. */
  readonly digest: string;
  readonly certificates: readonly Certificate[];
}

/** A bundle larger than this is no bundle of a swarm. */
const largestBundle = 256 * 1024;

/**
 * Reads a bundle of roots and checks each, as every load of a swarm's root does (docs/protocol.md §1.2 steps 1 to 5).
 *
 * @param pem PEM, as received
 * @param now ms since epoch
 * @throws {X509Problem} with Docker's texts
 */
export function readTrustBundle(pem: string, now: number): TrustBundle {
  const certificates = readRoots(pem);
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
  return { pem, digest: hash('sha256', pem, 'hex'), certificates };
}

/**
 * Whether a certificate says that it is signed in one of the ways that swarm accepts.
 *
 * @throws {X509Problem} `unsupported-algorithm`
 */
export function checkSignatureAlgorithm({ signatureAlgorithm }: Certificate): void {
  if (signatureAlgorithm.digest !== undefined) return;
  throw new X509Problem('unsupported-algorithm', `unsupported signature algorithm: ${signatureAlgorithm.name}`, {
    expected: 'a root signed by RSA (PKCS #1 v1.5) or ECDSA with SHA-256, SHA-384 or SHA-512',
    next: 'Make a root with one of these algorithms.',
  });
}

function readRoots(pem: string): readonly Certificate[] {
  try {
    if (pem.length > largestBundle) throw new X509Problem('malformed-pem', `it has more than ${largestBundle} bytes`);
    return readCertificates(pem);
  } catch (cause) {
    throw new X509Problem('malformed-certificate', `invalid root certificates: ${reasonOf(cause)}`, {
      expected: 'roots in PEM and nothing else',
      next: 'Check that this is the address of a swarm manager, or that the right file was given.',
      cause,
    });
  }
}

/** A root is verified against itself: that looks at time, critical extensions and purpose, and at nothing else. */
function checkRoot(certificate: Certificate, now: number): void {
  try {
    verifyChain(certificate, { intermediates: [], roots: [certificate], now, purpose: 'serverAuth' });
  } catch (cause) {
    throw new X509Problem(
      cause instanceof X509Problem ? cause.code : 'malformed-certificate',
      `error while validating Root CA Certificate: ${reasonOf(cause)}`,
      {
        expected: 'a root that is valid now and may be used for servers',
        next: 'Check the clock, or use another root.',
        cause,
      },
    );
  }
}
