import { reasonOf } from '../problem.ts';
import { validateCertificates } from '../x509/chain.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { Credentials } from '../wire/credentials.ts';
import { NodeProblem } from './problem.ts';

/** The node's own certificate, and the signatures that it has checked before. */
interface Shown extends Pick<Credentials, 'memory'> {
  readonly identity: Pick<Credentials['identity'], 'certificates'>;
}

/**
 * Judges a root that a manager sends: it is accepted only if the node's own certificate leads to it, which it does once
 * the node has renewed during a rotation (docs/protocol.md §8.4).
 *
 * @param pem PEM bundle, as received
 * @param now ms since epoch
 * @throws {NodeProblem} `not-ours`: the old root stays
 */
export function acceptRoot({ identity, memory }: Shown, pem: string, now: number): TrustBundle {
  try {
    const trust = readTrustBundle(pem, now);
    validateCertificates(identity.certificates, trust.certificates, now, { memory });
    return trust;
  } catch (cause) {
    throw new NodeProblem('not-ours', 'new root CA does not match existing TLS credentials', {
      expected: `a root to which this node's certificate leads (${reasonOf(cause)})`,
      next: 'Nothing is lost: the root that was trusted before still is. Renew the node, then the root is sent again.',
      cause,
    });
  }
}
