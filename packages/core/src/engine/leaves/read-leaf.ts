import type { RenewalWindow } from '../../x509/renewal-window.ts';
import { renewalWindow } from '../../x509/renewal-window.ts';
import { identityOf } from '../../x509/identity.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { verifyChain } from '../../x509/verify.ts';
import { LeafProblem } from './problem.ts';

/** What the certificate of a node says. */
export interface NodeCertificate {
  /** ms since epoch */
  readonly notBefore: number;
  /** ms since epoch */
  readonly notAfter: number;
  /** When the node renews by itself. */
  readonly renewal: RenewalWindow;
  /** Hex, as `openssl x509 -serial` prints it. The node itself may hold a twin with another (docs/protocol.md §11.8). */
  readonly serialNumber: string;
  readonly issuer: {
    /** DER Name */
    readonly subject: Uint8Array;
    /** DER SubjectPublicKeyInfo */
    readonly spki: Uint8Array;
  };
}

/**
 * Reads a node's certificate, which has to lead to a root of its swarm. One that has expired, or is not valid yet, is read
 * as well, since that is what people want to know; it is judged at the nearest moment at which it is valid.
 *
 * @param chain the leaf first, then what leads to the root
 * @param now ms since epoch
 * @throws {LeafProblem} `no-certificate`, `another-node`
 * @throws {X509Problem} when it does not lead to a root
 */
export function readLeaf(
  nodeId: string,
  [leaf, ...intermediates]: readonly Certificate[],
  roots: readonly Certificate[],
  now: number,
): NodeCertificate {
  if (leaf === undefined) throw noCertificate();
  const { nodeId: owner } = identityOf(leaf);
  if (owner !== nodeId) {
    throw new LeafProblem('another-node', `this is the certificate of node ${owner.slice(0, 100)}`, {
      expected: `the certificate of node ${nodeId}`,
    });
  }
  const { notBefore, notAfter } = leaf;
  const moment = Math.min(Math.max(now, notBefore), notAfter);
  const [[, issuer = leaf]] = verifyChain(leaf, { intermediates, roots, now: moment, purpose: 'clientAuth' });
  return {
    notBefore,
    notAfter,
    renewal: renewalWindow(leaf),
    serialNumber: Buffer.from(leaf.serialNumber).toString('hex').toUpperCase(),
    issuer: { subject: leaf.issuer, spki: issuer.spki },
  };
}

/** The one who founded a swarm has issued its first certificate itself (docs/protocol.md §12.3). */
function noCertificate(): LeafProblem {
  return new LeafProblem('no-certificate', 'its managers do not have the certificate of this node', {
    expected: 'a certificate that was issued to it; the founder of a swarm made its first one itself',
    next: 'Look at the node itself: `/var/lib/docker/swarm/certificates/swarm-node.crt`.',
  });
}
