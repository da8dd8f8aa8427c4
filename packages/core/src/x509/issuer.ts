import { createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { algorithmForKey, checkSignature } from './algorithms.ts';
import { publicKeyOf, readCertificates } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import type { Issuer } from './leaf.ts';
import { readPrivateKey } from './private-key.ts';
import { X509Problem, inStep } from './problem.ts';
import { checkSignatureAlgorithm } from './trust-bundle.ts';
import { verifyChain } from './verify.ts';

/** What an issuer is read from. */
export interface IssuerMaterial {
  /** PEM; of several certificates the first counts. */
  readonly signingCert: string;
  /** PEM */
  readonly signingKey: string;
}

/** What a signing certificate has to lead to, and by which way. */
export interface IssuerContext {
  readonly roots: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
  /** ms since epoch */
  readonly now: number;
}

/**
 * Puts a CA certificate and its key together (docs/protocol.md §1.3 rows 1 to 10, in that order).
 *
 * The rules for keys are asked of the certificate's key: a key of a kind that is not allowed, beside a certificate whose
 * key is, is the key of another certificate.
 *
 * @throws {X509Problem} with Docker's texts; the key is no part of them
 */
export function readIssuer({ signingCert, signingKey }: IssuerMaterial, context: IssuerContext): Issuer {
  if (signingCert === '' || signingKey === '') {
    throw new X509Problem('incomplete-signer', 'must provide both a signing key and a signing cert, or neither', {
      expected: 'a CA certificate with its private key, or neither of them',
      next: 'Give the other one as well.',
    });
  }
  const certificate = readSigningCertificate(signingCert);
  checkSignatureAlgorithm(certificate);
  inStep(
    'error while validating signing CA certificate against roots and intermediates',
    { expected: 'a CA certificate that leads to the roots', next: 'Give the certificate that belongs to these roots.' },
    () => verifyChain(certificate, { ...context, purpose: 'serverAuth' }),
  );
  const key = readPrivateKey(signingKey);
  if (!isKeyOf(certificate, key)) {
    throw new X509Problem('key-mismatch', 'certificate key mismatch', {
      expected: 'the private key of that CA certificate',
      next: 'Give the key that belongs to the certificate.',
    });
  }
  return { certificate, key };
}

function readSigningCertificate(pem: string): Certificate {
  const certificates = inStep('invalid signing CA cert', { expected: 'a CA certificate in PEM' }, () =>
    readCertificates(pem),
  );
  const [certificate] = certificates;
  if (certificate === undefined) {
    throw new X509Problem('no-certificate', 'no valid signing CA certificates found', {
      expected: 'a CA certificate in PEM',
      next: 'Check that the right file was given.',
    });
  }
  return certificate;
}

const probe = Buffer.from('whoever signs this has the key');

/**
 * A key file states the public key as well, and nothing makes it state the right one: so the private key is put to use.
 *
 * @throws {X509Problem} `unsupported-algorithm` for a certificate with a key that swarm does not sign with
 */
function isKeyOf(certificate: Certificate, key: KeyObject): boolean {
  const publicKey = publicKeyOf(certificate);
  const algorithm = algorithmForKey(publicKey);
  if (!createPublicKey(key).equals(publicKey)) return false;
  try {
    return checkSignature(algorithm, probe, sign(algorithm.digest, probe, key), publicKey);
  } catch {
    // OpenSSL refuses to sign with a key whose numbers contradict each other.
    return false;
  }
}
