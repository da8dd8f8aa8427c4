export type { Line, Span, Tone } from './line.ts';
export { opensslCertificate } from './openssl-certificate.ts';
export { peopleCertificate } from './people-certificate.ts';
