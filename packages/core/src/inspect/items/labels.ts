import type { Structure } from './structure.ts';

/** What a PEM block of some label holds. */
export interface Label {
  /** For people. */
  readonly as: string;
  /** What may stand under it; nothing where the contents are parameters, which are no item of their own. */
  readonly structures: readonly Structure[];
}

const label = (as: string, ...structures: readonly Structure[]): Label => ({ as, structures });

/** RFC 7468 §5 to §13, and what was written before it; §4 wants old labels to be read as the new ones. */
const labels: ReadonlyMap<string, Label> = new Map([
  ['CERTIFICATE', label('certificate', 'certificate')],
  ['X509 CERTIFICATE', label('certificate', 'certificate')],
  ['X.509 CERTIFICATE', label('certificate', 'certificate')],
  ['TRUSTED CERTIFICATE', label('trusted certificate', 'certificate')],
  ['CERTIFICATE REQUEST', label('certificate request', 'request')],
  ['NEW CERTIFICATE REQUEST', label('certificate request', 'request')],
  ['X509 CRL', label('revocation list', 'revocation-list')],
  ['CRL', label('revocation list', 'revocation-list')],
  ['PKCS7', label('PKCS #7', 'pkcs7')],
  ['PKCS #7 SIGNED DATA', label('PKCS #7', 'pkcs7')],
  ['CERTIFICATE CHAIN', label('PKCS #7', 'pkcs7')],
  ['CMS', label('PKCS #7', 'pkcs7')],
  ['PKCS12', label('PKCS #12', 'pkcs12')],
  ['PUBLIC KEY', label('public key', 'public-key')],
  ['RSA PUBLIC KEY', label('public key', 'rsa-public-key')],
  ['PRIVATE KEY', label('private key', 'pkcs8')],
  ['ENCRYPTED PRIVATE KEY', label('encrypted private key', 'encrypted-pkcs8')],
  ['RSA PRIVATE KEY', label('private key', 'pkcs1')],
  ['EC PRIVATE KEY', label('private key', 'sec1')],
  ['DSA PRIVATE KEY', label('private key', 'dsa')],
  ['ANY PRIVATE KEY', label('private key', 'pkcs8', 'encrypted-pkcs8', 'pkcs1', 'sec1', 'dsa')],
  ['OPENSSH PRIVATE KEY', label('private key')],
  ['EC PARAMETERS', label('curve')],
  ['DSA PARAMETERS', label('parameters')],
  ['DH PARAMETERS', label('parameters')],
  ['X9.42 DH PARAMETERS', label('parameters')],
]);

/** What a label says, or `undefined` for one that nobody here knows. */
export function knownLabel(text: string): Label | undefined {
  return labels.get(text);
}

/** What RFC 7468 calls it, or else OpenSSL. */
export const properLabels: Readonly<Record<Structure, string>> = {
  certificate: 'CERTIFICATE',
  request: 'CERTIFICATE REQUEST',
  'revocation-list': 'X509 CRL',
  'public-key': 'PUBLIC KEY',
  'rsa-public-key': 'RSA PUBLIC KEY',
  pkcs8: 'PRIVATE KEY',
  'encrypted-pkcs8': 'ENCRYPTED PRIVATE KEY',
  pkcs1: 'RSA PRIVATE KEY',
  sec1: 'EC PRIVATE KEY',
  dsa: 'DSA PRIVATE KEY',
  pkcs7: 'PKCS7',
  pkcs12: 'PKCS12',
};
