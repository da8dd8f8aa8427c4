/** What takes a certificate apart for people: it loads more than a skim, and is a door of its own for that. */
export { singlePem } from '../x509/pem.ts';
export { describeCertificate } from './decode/certificate.ts';
export type { CertificateDescription } from './decode/description.ts';
export { opensslCertificate } from './layout/openssl-certificate.ts';
