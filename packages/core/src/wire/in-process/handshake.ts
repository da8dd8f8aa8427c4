import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { publicKeyOf, readCertificate } from '../../x509/certificate.ts';
import { ConnectionProblem } from '../problem.ts';
import type { ShownIdentity } from '../shown-identity.ts';

/** What one end shows, and how it proves that the key of its leaf is its own. */
export interface Proof {
  /** DER, leaf first; empty when there is nothing to show, and so nothing to prove. */
  readonly chain: readonly Uint8Array[];
  readonly signature: Uint8Array;
}

/** What both ends have drawn for this one handshake. */
export interface Nonces {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

export type End = 'client' | 'server';

/** Bytes of a nonce. */
export const nonceLength = 32;
/** A chain has a leaf and an intermediate or two; longer ones are refused unread. */
const longestChain = 10;

/**
 * Shows a certificate and proves possession of its key, as a TLS handshake does. The nonce of the other end makes the
 * signature new, the name of this end keeps it from being sent back to whoever made it.
 */
export function prove(end: End, identity: ShownIdentity | undefined, nonces: Nonces): Proof {
  if (identity === undefined) return { chain: [], signature: new Uint8Array() };
  return {
    chain: identity.chain.map((der) => Uint8Array.from(der)),
    signature: sign('sha256', statement(end, nonces), identity.key),
  };
}

/**
 * Checks that whoever is at the other end holds the key of the leaf that it shows. Whose the leaf is remains to be judged.
 *
 * @param end the other end
 * @throws {ConnectionProblem} `handshake`, `malformed-certificate`
 * @throws {X509Problem} for a leaf that cannot be read
 */
export function checkProof(end: End, { chain, signature }: Proof, nonces: Nonces): void {
  const [leaf] = chain;
  if (leaf === undefined) return;
  if (chain.length > longestChain) {
    throw new ConnectionProblem('malformed-certificate', `the peer sent more than ${longestChain} certificates`);
  }
  const key = publicKeyOf(readCertificate(leaf));
  if (isOfSwarm(key) && verify('sha256', statement(end, nonces), key, signature)) return;
  throw new ConnectionProblem('handshake', `the ${end} does not hold the key of the certificate that it shows`, {
    expected: `a signature of the ${end} over the nonces of this handshake`,
  });
}

function statement(end: End, { client, server }: Nonces): Uint8Array {
  return Buffer.concat([Buffer.from(`swarmpki in-process handshake, ${end}\0`, 'latin1'), client, server]);
}

function isOfSwarm({ asymmetricKeyType }: KeyObject): boolean {
  return asymmetricKeyType === 'ec' || asymmetricKeyType === 'rsa';
}
