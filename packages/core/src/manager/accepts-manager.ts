import type { Credentials } from '../wire/credentials.ts';
import { managerServerName } from '../x509/profile.ts';
import { X509Problem } from '../x509/problem.ts';
import { verifyChain } from '../x509/verify.ts';

/**
 * Whether a member accepts what a manager shows, as it would on a connection.
 *
 * @param now ms since epoch
 */
export function acceptsManager({ trust, memory }: Credentials, { identity }: Credentials, now: number): boolean {
  const [leaf, ...intermediates] = identity.certificates;
  const judgement = { roots: trust.certificates, intermediates, now, memory };
  try {
    verifyChain(leaf, { ...judgement, purpose: 'serverAuth', hostName: managerServerName });
    return true;
  } catch (error) {
    if (error instanceof X509Problem) return false;
    throw error;
  }
}
