import { isSigning } from './algorithms.ts';
import type { SigningAlgorithm } from './algorithms.ts';
import { certificatePem, isSignedBy, readCertificate, readCertificates, sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { crossSignedExtensions } from './cross-signed-extensions.ts';
import { issueGeneral } from './general.ts';
import type { Issuer } from './leaf.ts';
import { X509Problem } from './problem.ts';

/**
 * Makes the certificate by which those who trust the old root come to accept what the new one signs: name, key, serial
 * number, validity and extensions of the new root, signed by the old (docs/protocol.md §8.5). Whether the old root may
 * sign certificates is not asked, nor whether the new one may: nodes will.
 *
 * Docker puts no authority key identifier into it. Ours names the old root's key: without it OpenSSL takes a certificate
 * whose subject equals its issuer for self-signed and refuses the chain; with it both OpenSSL and Docker accept.
 *
 * @param successor the new root
 * @param predecessor the old root and its key
 * @throws {X509Problem} `not-a-ca` when the new root is no CA, `cross-sign` when the old root's key cannot sign as the
 *   old root is signed, or the result is not what was asked for
 */
export async function crossSign(successor: Certificate, predecessor: Issuer): Promise<Certificate> {
  if (!successor.facts.basicConstraints?.ca) {
    throw new X509Problem('not-a-ca', 'certificate not a CA', {
      expected: 'a new root with basicConstraints CA:TRUE',
      next: 'Use a CA certificate as the new root.',
    });
  }
  const bytes = await issueGeneral({
    issuer: predecessor.certificate.subject,
    subject: successor.subject,
    spki: successor.spki,
    serialNumber: successor.serialNumber,
    notBefore: successor.notBefore,
    notAfter: successor.notAfter,
    extensions: crossSignedExtensions(successor, predecessor.certificate),
    signingKey: predecessor.key,
    algorithm: algorithmOf(predecessor),
  });
  const crossSigned = readCertificate(bytes);
  checkCorresponds(crossSigned, successor, predecessor.certificate);
  return crossSigned;
}

/**
 * As {@link crossSign}, for texts.
 *
 * @param successor the new root: one certificate, PEM
 * @returns PEM, normalised
 * @throws {X509Problem} as {@link crossSign}; `malformed-certificate` for anything else than one certificate
 */
export async function crossSignPem(successor: string, predecessor: Issuer): Promise<string> {
  return certificatePem(await crossSign(readNewRoot(successor), predecessor));
}

function readNewRoot(pem: string): Certificate {
  let cause: unknown;
  try {
    const [certificate, ...others] = readCertificates(pem);
    if (certificate !== undefined && others.length === 0) return certificate;
  } catch (error) {
    if (!(error instanceof X509Problem)) throw error;
    cause = error;
  }
  throw new X509Problem('malformed-certificate', 'could not parse new CA certificate', {
    expected: 'one CA certificate in PEM',
    next: 'Check that the right file was given.',
    cause,
  });
}

/** The algorithm that signed the old root: it need not be the one that goes by its key. */
function algorithmOf({ certificate: { signatureAlgorithm }, key }: Issuer): SigningAlgorithm {
  if (isSigning(signatureAlgorithm) && signatureAlgorithm.key === key.asymmetricKeyType) return signatureAlgorithm;
  throw failed('x509: requested SignatureAlgorithm does not match private key type');
}

/** Every node's chain will run through this certificate: better to fail here than in all of them. */
function checkCorresponds(crossSigned: Certificate, successor: Certificate, predecessor: Certificate): void {
  const same =
    sameBytes(crossSigned.subject, successor.subject) &&
    sameBytes(crossSigned.spki, successor.spki) &&
    sameBytes(crossSigned.serialNumber, successor.serialNumber) &&
    crossSigned.notBefore === successor.notBefore &&
    crossSigned.notAfter === successor.notAfter &&
    sameBytes(crossSigned.issuer, predecessor.subject);
  if (!same) throw failed('it does not state what the new root states');
  if (!isSignedBy(crossSigned, predecessor)) throw failed('its signature is not that of the old root');
}

function failed(reason: string): X509Problem {
  return new X509Problem('cross-sign', `could not cross-sign new CA certificate using old CA material: ${reason}`, {
    expected: 'an old root that is signed as its own key signs, and a new root with names and numbers in DER',
    next: 'Use another new root; if none can be signed, let an external CA that holds the old root do it.',
  });
}
