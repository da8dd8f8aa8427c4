import { readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { firstOf, readName } from '../x509/name.ts';
import { Oid } from '../x509/oid.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import { verifyChain } from '../x509/verify.ts';
import { ConnectionProblem } from './problem.ts';

/** Who is at the other end of a connection, as its verified certificate states it. */
export interface PeerIdentity {
  /** The CN. */
  readonly nodeId: string;
  /** Every OU. */
  readonly units: readonly string[];
  /** The first O. */
  readonly organization: string;
}

/** What a peer is judged by. */
export interface Judgement {
  readonly roots: readonly Certificate[];
  /** ms since epoch, lab time */
  readonly now: number;
  /** The judge's own; left out, every signature is checked. */
  readonly memory?: SignatureMemory | undefined;
}

/**
 * Judges the client of a connection.
 *
 * @param chain DER, leaf first, as shown
 * @returns `undefined` when it showed no certificate: what it may do then is for each call to say
 * @throws {X509Problem} when its certificate does not lead to a root
 */
export function identifyClient(chain: readonly Uint8Array[], judgement: Judgement): PeerIdentity | undefined {
  const [leaf, ...intermediates] = chain.map(readCertificate);
  if (leaf === undefined) return undefined;
  verifyChain(leaf, { ...judgement, intermediates, purpose: 'clientAuth' });
  return identityOf(leaf);
}

/**
 * Judges the server of a connection.
 *
 * @param hostName a name that its certificate has to carry
 * @throws {ConnectionProblem} `no-certificate`
 * @throws {X509Problem} when its certificate does not lead to a root, or carries another name
 */
export function identifyServer(chain: readonly Uint8Array[], hostName: string, judgement: Judgement): PeerIdentity {
  const [leaf, ...intermediates] = chain.map(readCertificate);
  if (leaf === undefined) {
    throw new ConnectionProblem('no-certificate', 'the server showed no certificate', {
      expected: 'the certificate of a swarm manager',
      next: 'Check the address: managers listen on port 2377 unless told otherwise.',
    });
  }
  verifyChain(leaf, { ...judgement, intermediates, purpose: 'serverAuth', hostName });
  return identityOf(leaf);
}

/** Reads whose certificate it is (docs/protocol.md §3.4). */
export function identityOf(leaf: Certificate): PeerIdentity {
  const subject = readName(leaf.subject);
  return {
    nodeId: firstOf(subject, Oid.commonName) ?? '',
    units: subject.filter(({ type }) => type === Oid.organizationalUnit).map(({ value }) => value),
    organization: firstOf(subject, Oid.organization) ?? '',
  };
}
