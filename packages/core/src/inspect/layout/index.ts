export { asn1Tree } from './asn1-tree.ts';
export type { Asn1Element } from './asn1-tree.ts';
export type { Line, Span, Tone } from './line.ts';
export { opensslCertificate } from './openssl-certificate.ts';
export { opensslRequest } from './openssl-request.ts';
export { opensslRevocationList } from './openssl-revocation-list.ts';
export { peopleCertificate } from './people-certificate.ts';
