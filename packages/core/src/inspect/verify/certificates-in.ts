import { printable } from '../../printable.ts';
import { reasonOf } from '../../problem.ts';
import { readCertificate } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { DerReader, Tag } from '../../x509/der-reader.ts';
import { certificatesOfPkcs7, isContentInfo } from '../../x509/pkcs7.ts';
import { X509Problem } from '../../x509/problem.ts';
import { findInText } from '../text/find-in-text.ts';
import type { Find } from '../text/find.ts';

/** A file of more certificates than this is no chain, and no list of roots either: Debian has some 150. */
const mostCertificates = 5_000;

/**
 * Reads the certificates in a file, in their order: DER, or PEM wherever it lies in a text; PKCS #7 of either. Keys and
 * whatever else is there are passed over, a damaged certificate is not.
 *
 * @param name of the file, for errors
 * @throws {X509Problem} `malformed-certificate`, `no-certificate`
 */
export function certificatesIn(bytes: Uint8Array, name: string): readonly Certificate[] {
  const blocks = isDer(bytes) ? [bytes] : blocksIn(Buffer.from(bytes).toString('latin1'), name);
  const certificates = blocks.flatMap((block) => read(block, name));
  if (certificates.length > 0 && certificates.length <= mostCertificates) return certificates;
  const many = certificates.length > 0 ? `more than ${mostCertificates} certificates` : 'no certificate';
  throw new X509Problem('no-certificate', `there is ${many} in ${printable(name)}`, {
    expected: 'certificates in PEM or DER',
    next: 'Check that the right file was given.',
  });
}

function isDer([tag, length = 0]: Uint8Array): boolean {
  return tag === Tag.sequence && length >= 0x80;
}

const labels: ReadonlySet<string> = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE', 'PKCS7', 'CMS']);

function blocksIn(text: string, name: string): readonly Uint8Array[] {
  return findInText(text).finds.flatMap((find) => {
    if (find.kind !== 'pem' || !labels.has(find.label)) return [];
    const [damage] = find.damage;
    if (damage !== undefined) throw unreadable(name, `line ${lineOf(text, find)}: ${damage.code}`);
    return [find.der];
  });
}

function lineOf(text: string, { range }: Find): number {
  return text.slice(0, range.start).split('\n').length;
}

function read(block: Uint8Array, name: string): readonly Certificate[] {
  try {
    if (isContentInfo(block)) return certificatesOfPkcs7(block).map(readCertificate);
    // Behind a trusted certificate of OpenSSL's stands what it is trusted for.
    return [readCertificate(new DerReader(block).element(Tag.sequence, 'certificate'))];
  } catch (error) {
    throw unreadable(name, reasonOf(error), error);
  }
}

function unreadable(name: string, reason: string, cause?: unknown): X509Problem {
  return new X509Problem('malformed-certificate', `a certificate in ${printable(name)} cannot be read: ${reason}`, {
    expected: 'certificates in PEM or DER',
    next: 'Get the file again from where it was made.',
    cause,
  });
}
