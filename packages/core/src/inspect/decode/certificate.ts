import { hash } from 'node:crypto';
import { DerReader, Tag } from '../../x509/der-reader.ts';
import { X509Problem } from '../../x509/problem.ts';
import { skimCertificate } from '../items/skim.ts';
import { describeAlgorithm } from './algorithm.ts';
import { loadAsn1Types } from './asn1-types.ts';
import type { Asn1Types } from './asn1-types.ts';
import type { CertificateDescription } from './description.ts';
import type { BitsDescription } from './parts.ts';
import { describeBits, describeInteger, nextTime } from './elements.ts';
import { describeExtensions } from './extension.ts';
import { describeName } from './name.ts';
import { describePublicKey } from './public-key.ts';
import { describeSwarm } from './swarm.ts';

/** A certificate of more bytes is skimmed, and not described. */
export const longestCertificate = 1024 * 1024;

/**
 * Describes all that is in a certificate. What is damaged within it, a name, the key, an extension, carries its problem and
 * does not hide the rest.
 *
 * @param bytes DER, perhaps with something behind it
 * @throws {X509Problem} `malformed-certificate` where a skim does; `too-much-work`
 */
export async function describeCertificate(bytes: Uint8Array): Promise<CertificateDescription> {
  return describe(bytes, await loadAsn1Types());
}

function describe(bytes: Uint8Array, types: Asn1Types): CertificateDescription {
  const skim = skimCertificate(bytes);
  const { der, version, trailing } = skim;
  if (der.length > longestCertificate) {
    throw new X509Problem('too-much-work', `the certificate has ${der.length} bytes`, {
      expected: `no more than ${longestCertificate} bytes`,
    });
  }
  const certificate = new DerReader(der).enter(Tag.sequence, 'certificate');
  const fields = certificate.enter(Tag.sequence, 'tbsCertificate');
  const outerSignatureAlgorithm = describeAlgorithm(certificate.element(Tag.sequence, 'signatureAlgorithm'));
  const signature = describeBits(certificate, 'signature');

  fields.optional(Tag.constructedContext(0), 'version');
  const serialNumber = describeInteger(fields.contents(Tag.integer, 'serialNumber'));
  const signatureAlgorithm = describeAlgorithm(fields.element(Tag.sequence, 'signature algorithm'));
  const issuer = describeName(fields.element(Tag.sequence, 'issuer'));
  const times = fields.enter(Tag.sequence, 'validity');
  const validity = { notBefore: nextTime(times, 'notBefore'), notAfter: nextTime(times, 'notAfter') };
  const subject = describeName(fields.element(Tag.sequence, 'subject'));
  const publicKey = describePublicKey(fields.element(Tag.sequence, 'subjectPublicKeyInfo'));
  const uniqueId = (number: number): BitsDescription | undefined =>
    fields.nextTag === Tag.context(number) ? describeBits(fields, 'unique identifier') : undefined;
  const [issuerUniqueId, subjectUniqueId] = [uniqueId(1), uniqueId(2)];
  const extensions = skim.extensions ? describeExtensions(skim.extensions, types) : [];
  const swarm = describeSwarm(skim, extensions);

  return {
    version,
    serialNumber,
    signatureAlgorithm,
    outerSignatureAlgorithm,
    issuer,
    validity,
    subject,
    publicKey,
    ...(issuerUniqueId && { issuerUniqueId }),
    ...(subjectUniqueId && { subjectUniqueId }),
    extensions,
    signature,
    fingerprints: { sha1: hash('sha1', der), sha256: hash('sha256', der) },
    size: der.length,
    trailing,
    ...(swarm && { swarm }),
  };
}
