import { DerReader, Tag, checkInteger, malformed } from '../../x509/der-reader.ts';
import { X509Problem } from '../../x509/problem.ts';
import { readTime } from '../../x509/time.ts';
import type { Validity } from '../../x509/time.ts';
import { reasonOf } from '../../problem.ts';

/**
 * A certificate as lists, gutters and comparisons want it: where its parts lie, and when it is valid. Byte fields are views
 * of {@link der}; nothing else was looked at, and nothing is judged.
 */
export interface CertificateSkim extends Validity {
  /** DER, without what follows. */
  readonly der: Uint8Array;
  /** So many bytes stand behind the certificate: OpenSSL's trust settings in a `TRUSTED CERTIFICATE`, else junk. */
  readonly trailing: number;
  /** As people count: 1, 2 or 3 in what RFC 5280 knows. */
  readonly version: number;
  /** INTEGER contents. */
  readonly serialNumber: Uint8Array;
  /** DER AlgorithmIdentifier beside the signature. */
  readonly signatureAlgorithm: Uint8Array;
  /** DER Name */
  readonly issuer: Uint8Array;
  /** DER Name */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo */
  readonly spki: Uint8Array;
  /** DER Extensions; left out where there are none. */
  readonly extensions: Uint8Array | undefined;
}

/**
 * Skims a certificate (RFC 5280 §4.1): every element in its place and of a length that DER allows, both times in the
 * calendar. Names, key and extensions are stepped over. Linear, without recursion, and nothing is copied.
 *
 * @param bytes DER; what follows the certificate is counted and left alone
 * @throws {X509Problem} `malformed-certificate`
 */
export function skimCertificate(bytes: Uint8Array): CertificateSkim {
  try {
    return skim(bytes);
  } catch (cause) {
    throw new X509Problem('malformed-certificate', `the certificate cannot be read: ${reasonOf(cause)}`, {
      expected: 'an X.509 certificate in DER',
      next: 'Get the certificate again from where it was made; it is damaged or of another kind.',
      cause,
    });
  }
}

function skim(bytes: Uint8Array): CertificateSkim {
  const der = new DerReader(bytes).element(Tag.sequence, 'certificate');
  const certificate = new DerReader(der).enter(Tag.sequence, 'certificate');
  const fields = certificate.enter(Tag.sequence, 'tbsCertificate');
  const signatureAlgorithm = certificate.element(Tag.sequence, 'signatureAlgorithm');
  certificate.step(Tag.bitString, 'signature');
  certificate.finish('certificate');

  const version = readVersion(fields);
  const serialNumber = fields.contents(Tag.integer, 'serialNumber');
  checkInteger(serialNumber, 'serialNumber');
  fields.step(Tag.sequence, 'signature algorithm');
  const issuer = fields.element(Tag.sequence, 'issuer');
  const validity = fields.enter(Tag.sequence, 'validity');
  const notBefore = readTime(validity, 'notBefore');
  const notAfter = readTime(validity, 'notAfter');
  validity.finish('validity');
  const subject = fields.element(Tag.sequence, 'subject');
  const spki = fields.element(Tag.sequence, 'subjectPublicKeyInfo');
  fields.optional(Tag.context(1), 'issuerUniqueID');
  fields.optional(Tag.context(2), 'subjectUniqueID');
  const extensions = readExtensions(fields);
  fields.finish('tbsCertificate');

  return {
    der,
    trailing: bytes.length - der.length,
    version,
    serialNumber,
    signatureAlgorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    spki,
    extensions,
  };
}

/** One that nobody has defined is read all the same: its number says enough. */
function readVersion(fields: DerReader): number {
  const version = fields.optional(Tag.constructedContext(0), 'version');
  if (!version) return 1;
  const contents = version.contents(Tag.integer, 'version');
  version.finish('version');
  const [number = 0] = contents;
  if (contents.length !== 1 || number > 0x7f) throw malformed('the version is no small number');
  return number + 1;
}

function readExtensions(fields: DerReader): Uint8Array | undefined {
  const wrapper = fields.optional(Tag.constructedContext(3), 'extensions');
  const extensions = wrapper?.element(Tag.sequence, 'extensions');
  wrapper?.finish('extensions');
  return extensions;
}
