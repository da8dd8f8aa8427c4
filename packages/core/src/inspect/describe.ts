/** What takes a certificate apart for people: it loads more than a skim, and is a door of its own for that. */
import { decodePem } from '../x509/pem.ts';

export { singlePem } from '../x509/pem.ts';
export { describeCertificate } from './decode/certificate.ts';
export type { CertificateDescription } from './decode/description.ts';
export { asn1Tree } from './layout/asn1-tree.ts';
export type { Asn1Element } from './layout/asn1-tree.ts';
export { opensslCertificate } from './layout/openssl-certificate.ts';

/** The certificates of a PEM text, DER each; blocks of other kinds are passed over. */
export function certificatesIn(pem: string): readonly Uint8Array[] {
  return decodePem(pem)
    .blocks.filter(({ type }) => type === 'CERTIFICATE')
    .map(({ der }) => der);
}
