import { isSigning } from './algorithms.ts';
import { readCertificate, sameBytes } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { der, sequence, tlv } from './der-writer.ts';
import { Tag } from './der-reader.ts';
import type { Extension } from './extensions.ts';
import { issueGeneral } from './general.ts';
import type { Issuer } from './leaf.ts';
import { Oid } from './oid.ts';
import { X509Problem } from './problem.ts';
import { checkSigned } from './verify.ts';

/** Extensions that a cross-signed certificate takes over from the new root; others are dropped, as Docker drops them. */
const takenOver: ReadonlySet<string> = new Set([
  Oid.keyUsage,
  Oid.extendedKeyUsage,
  Oid.basicConstraints,
  Oid.subjectKeyIdentifier,
  Oid.subjectAltName,
]);

/**
 * Makes the certificate by which those who trust the old root come to accept what the new one signs: name, key, serial
 * number, validity and extensions of the new root, signed by the old (docs/protocol.md §8.5).
 *
 * Docker puts no authority key identifier into it. Ours names the old root's key: without it OpenSSL takes a certificate
 * whose subject equals its issuer for self-signed and refuses the chain; with it both OpenSSL and Docker accept.
 *
 * @param successor the new root
 * @param predecessor the old root and its key
 * @throws {X509Problem} `not-a-ca` when the new root may not sign; `not-a-chain` when the result is not what was asked for
 */
export async function crossSign(successor: Certificate, predecessor: Issuer): Promise<Certificate> {
  if (!successor.facts.basicConstraints?.ca) {
    throw new X509Problem('not-a-ca', 'certificate not a CA', {
      expected: 'a new root with basicConstraints CA:TRUE',
      next: 'Use a CA certificate as the new root.',
    });
  }
  const algorithm = predecessor.certificate.signatureAlgorithm;
  if (!isSigning(algorithm)) {
    throw new X509Problem('unsupported-algorithm', `unsupported signature algorithm: ${algorithm.name}`, {
      expected: 'an old root signed by RSA or ECDSA with SHA-256, SHA-384 or SHA-512',
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
    algorithm,
  });
  const crossSigned = readCertificate(bytes);
  checkCorresponds(crossSigned, successor, predecessor.certificate);
  return crossSigned;
}

function crossSignedExtensions(successor: Certificate, predecessor: Certificate): readonly Extension[] {
  const kept = successor.extensions.filter(({ oid }) => takenOver.has(oid));
  const keyId = predecessor.facts.subjectKeyIdentifier;
  if (!keyId) return kept;
  const value = der(sequence(tlv(Tag.context(0), keyId)));
  return [...kept, { oid: Oid.authorityKeyIdentifier, critical: false, value }];
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
  if (!same) {
    throw new X509Problem('not-a-chain', 'the cross-signed certificate does not state what the new root states', {
      expected: 'the new root’s subject, key, serial number and validity, and the old root as its issuer',
      next: 'Use a new root whose names and numbers are in DER.',
    });
  }
  checkSigned(crossSigned, predecessor);
}
