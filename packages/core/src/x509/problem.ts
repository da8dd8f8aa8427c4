import { Problem, reasonOf } from '../problem.ts';
import type { ProblemDetails } from '../problem.ts';

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
  | 'incomplete-signer'
  | 'cross-sign'
  | 'not-yet-valid'
  | 'expired'
  | 'not-a-chain'
  | 'not-a-ca'
  | 'path-too-long'
  | 'critical-extension'
  | 'unknown-authority'
  | 'usage'
  | 'host-name'
  | 'name-constraint'
  | 'too-much-work';

/** A problem with something of X.509. Its text may hold strings from a certificate: escape it where it is shown. */
export class X509Problem extends Problem<X509ProblemCode> {}

/**
 * Does one step of several, and puts the step's name before the reason if it fails. The code remains that of the reason.
 *
 * @param step what Docker calls it, `invalid intermediate chain`
 * @throws {X509Problem}
 */
export function inStep<T>(step: string, details: ProblemDetails, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof X509Problem)) throw cause;
    throw new X509Problem(cause.code, `${step}: ${reasonOf(cause)}`, { next: cause.next, ...details, cause });
  }
}
