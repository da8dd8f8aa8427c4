import { Problem } from '../problem.ts';

/** What can be wrong with DER, PEM, a key, a certificate, a request or a chain. */
export type X509ProblemCode =
  | 'malformed-der'
  | 'malformed-pem'
  | 'malformed-key'
  | 'malformed-certificate'
  | 'malformed-request'
  | 'unsupported-algorithm'
  | 'key-mismatch'
  | 'no-certificate'
  | 'no-signer'
  | 'not-yet-valid'
  | 'expired'
  | 'not-a-chain'
  | 'not-a-ca'
  | 'path-too-long'
  | 'critical-extension'
  | 'unknown-authority'
  | 'usage'
  | 'host-name'
  | 'too-much-work';

/** A problem with something of X.509. Its text may hold strings from a certificate: escape it where it is shown. */
export class X509Problem extends Problem<X509ProblemCode> {}
