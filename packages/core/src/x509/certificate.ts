import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { checkSignature, signatureAlgorithm } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { DerReader, Tag, checkInteger, malformed, readBitString, readBoolean, readOid } from './der-reader.ts';
import { readExtensions } from './extensions.ts';
import type { Extension, ExtensionFacts } from './extensions.ts';
import { Latest } from './latest.ts';
import { readName } from './name.ts';
import { decodePem, encodePem } from './pem.ts';
import { certificatesOfPkcs7, isContentInfo } from './pkcs7.ts';
import { X509Problem } from './problem.ts';
import { checkPublicKey } from './public-key.ts';
import { readTime } from './time.ts';
import type { Validity } from './time.ts';
import { reasonOf } from '../problem.ts';

/** A certificate taken apart. Byte fields are views of {@link der}, which is a copy of what was read. */
export interface Certificate extends Validity {
  readonly der: Uint8Array;
  /** The part that is signed, DER. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** INTEGER contents, big-endian, two's complement. */
  readonly serialNumber: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
  /** DER Name. Issuers are found by these bytes, as Go does, not by comparing text. */
  readonly issuer: Uint8Array;
  /** DER Name. */
  readonly subject: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
  /** What the extensions say, as far as path validation asks. */
  readonly facts: ExtensionFacts;
}

/** No certificate of a swarm comes near this many bytes; reading one that does is refused. */
const largestCertificate = 64 * 1024;
const mostExtensions = 64;
/** Nor does a bundle. */
const largestBundle = 256 * 1024;

/** Certificates are shown again and again, those of authorities by everybody. What is thought of them is no part of it. */
const certificates = new Latest<Certificate>(256);
/** A key comes in a request, soon after in a certificate, and then on a connection. */
const publicKeys = new Latest<KeyObject>(256);

/**
 * Reads a certificate (RFC 5280 §4.1), strictly: DER alone, nothing behind it, both signature algorithms equal, no
 * extension twice.
 *
 * @param bytes DER
 * @throws {X509Problem} `malformed-certificate`
 */
export function readCertificate(bytes: Uint8Array): Certificate {
  try {
    if (bytes.length > largestCertificate) throw malformed(`it has more than ${largestCertificate} bytes`);
    return certificates.get(bytes, read);
  } catch (error) {
    throw new X509Problem('malformed-certificate', `the certificate cannot be read: ${reasonOf(error)}`, {
      expected: 'an X.509 certificate in DER',
      next: 'Get the certificate again from where it was made; it is damaged or of another kind.',
      cause: error,
    });
  }
}

function read(bytes: Uint8Array): Certificate {
  const outer = new DerReader(bytes);
  const certificate = outer.enter(Tag.sequence, 'certificate');
  outer.finish('certificate');
  const tbs = certificate.element(Tag.sequence, 'tbsCertificate');
  const algorithm = certificate.element(Tag.sequence, 'signatureAlgorithm');
  const signature = readBitString(certificate.contents(Tag.bitString, 'signature'), 'signature');
  certificate.finish('certificate');

  const fields = new DerReader(tbs).enter(Tag.sequence, 'tbsCertificate');
  const version = readVersion(fields);
  const serialNumber = fields.contents(Tag.integer, 'serialNumber');
  checkInteger(serialNumber, 'serialNumber');
  if (Buffer.compare(fields.element(Tag.sequence, 'signature algorithm'), algorithm) !== 0) {
    throw malformed('the two signature algorithms differ');
  }
  const issuer = fields.element(Tag.sequence, 'issuer');
  const validity = fields.enter(Tag.sequence, 'validity');
  const notBefore = readTime(validity, 'notBefore');
  const notAfter = readTime(validity, 'notAfter');
  validity.finish('validity');
  const subject = fields.element(Tag.sequence, 'subject');
  const spki = fields.element(Tag.sequence, 'subjectPublicKeyInfo');
  if (version > 1) {
    fields.optional(Tag.context(1), 'issuerUniqueID');
    fields.optional(Tag.context(2), 'subjectUniqueID');
  }
  const extensions = version === 3 ? readExtensionList(fields) : [];
  fields.finish('tbsCertificate');

  return {
    der: bytes,
    tbs,
    version,
    serialNumber,
    signatureAlgorithm: signatureAlgorithm(algorithm),
    signature,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    extensions,
    facts: readExtensions(extensions),
  };
}

function readVersion(fields: DerReader): 1 | 2 | 3 {
  const version = fields.optional(Tag.constructedContext(0), 'version');
  if (!version) return 1;
  const [number, ...more] = version.contents(Tag.integer, 'version');
  version.finish('version');
  if (more.length > 0 || (number !== 1 && number !== 2)) throw malformed('the version is neither 1, 2 nor 3');
  return number === 1 ? 2 : 3;
}

function readExtensionList(fields: DerReader): readonly Extension[] {
  const wrapper = fields.optional(Tag.constructedContext(3), 'extensions');
  if (!wrapper) return [];
  const list = wrapper.enter(Tag.sequence, 'extensions');
  wrapper.finish('extensions');
  const extensions: Extension[] = [];
  while (!list.done) {
    const entry = list.enter(Tag.sequence, 'extension');
    const oid = readOid(entry.contents(Tag.oid, 'extension id'));
    const critical = entry.nextTag === Tag.boolean ? readBoolean(entry.contents(Tag.boolean, 'critical')) : false;
    const value = entry.contents(Tag.octetString, 'extension value');
    entry.finish('extension');
    if (extensions.some((other) => other.oid === oid)) throw malformed(`the extension ${oid} stands there twice`);
    extensions.push({ oid, critical, value });
    if (extensions.length > mostExtensions) throw malformed(`it has more than ${mostExtensions} extensions`);
  }
  return extensions;
}

/**
 * Reads every certificate of a PEM text, in order, as Docker does: a block of any type is a certificate or a PKCS #7
 * bundle of them, and its names and key are such as Go can read (docs/protocol.md §1.2 step 1).
 *
 * @param text PEM
 * @throws {X509Problem} `malformed-certificate` for a block that is none; `malformed-pem` when something follows the
 *   last block, or the text is too long
 */
export function readCertificates(text: string | Uint8Array): readonly Certificate[] {
  const { blocks, rest } = text.length > largestBundle ? { blocks: [], rest: 'too long' } : decodePem(text);
  if (rest !== '') {
    throw new X509Problem('malformed-pem', cfsslError(1002, 'Failed to decode certificate'), {
      expected: `certificates in PEM and nothing after the last of them, no more than ${largestBundle} bytes`,
      next: 'Remove what stands behind the last certificate, or repair the block.',
    });
  }
  return blocks.flatMap((block) => {
    try {
      return readBlock(block.der);
    } catch (cause) {
      throw new X509Problem('malformed-certificate', cfsslError(1003, 'Failed to parse certificate'), {
        expected: 'certificates alone',
        next: `Look at the block that cannot be read: ${reasonOf(cause)}.`,
        cause,
      });
    }
  });
}

function readBlock(bytes: Uint8Array): readonly Certificate[] {
  return (isContentInfo(bytes) ? certificatesOfPkcs7(bytes) : [bytes]).map((each) => {
    const certificate = readCertificate(each);
    for (const name of [certificate.issuer, certificate.subject]) readName(name);
    // Only OpenSSL can say whether a point lies on its curve; the key is kept for the signatures it will check.
    if (checkPublicKey(certificate.spki) === 'ec') publicKeyOf(certificate);
    return certificate;
  });
}

/** The form in which errors of cfssl, which Docker signs with, reach its users. */
export function cfsslError(code: number, message: string): string {
  return JSON.stringify({ code, message });
}

/** A certificate as PEM, normalised. */
export function certificatePem(certificate: Certificate | Uint8Array): string {
  return encodePem('CERTIFICATE', certificate instanceof Uint8Array ? certificate : certificate.der);
}

/**
 * The key that a certificate is about. It is kept among the {@link publicKeys} and not with the certificate: OpenSSL takes
 * some 4 KB for each, and of most certificates nobody asks for it twice.
 *
 * @throws {X509Problem} `unsupported-algorithm` for a key that node:crypto cannot read
 */
export function publicKeyOf({ spki }: Certificate): KeyObject {
  return readPublicKey(spki);
}

/** Reads a DER SubjectPublicKeyInfo. @throws {X509Problem} `unsupported-algorithm` */
export function readPublicKey(spki: Uint8Array): KeyObject {
  try {
    // As text: of bytes Node 24 has to find out that they are no key object by throwing, which takes twice as long as reading.
    return publicKeys.get(spki, () => createPublicKey(encodePem('PUBLIC KEY', spki)));
  } catch (cause) {
    throw new X509Problem('unsupported-algorithm', `the public key cannot be read: ${reasonOf(cause)}`, {
      expected: 'an ECDSA key on P-256, P-384 or P-521, or an RSA key',
      next: 'Use a certificate with a key of one of these kinds.',
      cause,
    });
  }
}

/** Whether `issuer`'s key made the signature of `certificate`. Nothing but the signature is looked at. */
export function isSignedBy(certificate: Certificate, issuer: Certificate): boolean {
  return checkSignature(certificate.signatureAlgorithm, certificate.tbs, certificate.signature, publicKeyOf(issuer));
}

/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
