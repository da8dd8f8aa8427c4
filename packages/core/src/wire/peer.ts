import { readCertificate } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { checkGoForm } from '../x509/go-form.ts';
import { identityOf } from '../x509/identity.ts';
import type { StatedIdentity } from '../x509/identity.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import { verifyChain } from '../x509/verify.ts';
import { ConnectionProblem } from './problem.ts';

/** Who is at the other end of a connection, as its verified certificate states it. */
export type PeerIdentity = StatedIdentity;

/** What a peer is judged by. */
export interface Judgement {
  readonly roots: readonly Certificate[];
  /** ms since epoch, lab time */
  readonly now: number;
  /** The judge's own; left out, every signature is checked. */
  readonly memory?: SignatureMemory | undefined;
}

/**
 * Of what was shown before nothing is looked at twice: peers come again, and during a rotation all show the same certificate
 * above their own.
 */
const readable = new WeakSet<Certificate>();

/** Reads what a peer showed: all of it must be such that Go, and so every real engine, can read it (docs/protocol.md §7.6). */
function readShown(chain: readonly Uint8Array[]): readonly Certificate[] {
  return chain.map((der) => {
    const certificate = readCertificate(der);
    if (!readable.has(certificate)) {
      checkGoForm(certificate);
      readable.add(certificate);
    }
    return certificate;
  });
}

/**
 * Judges the client of a connection.
 *
 * @param chain DER, leaf first, as shown
 * @returns `undefined` when it showed no certificate: what it may do then is for each call to say
 * @throws {X509Problem} when its certificate does not lead to a root
 */
export function identifyClient(chain: readonly Uint8Array[], judgement: Judgement): PeerIdentity | undefined {
  const [leaf, ...intermediates] = readShown(chain);
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
  const [leaf, ...intermediates] = readShown(chain);
  if (leaf === undefined) {
    throw new ConnectionProblem('no-certificate', 'the server showed no certificate', {
      expected: 'the certificate of a swarm manager',
      next: 'Check the address: managers listen on port 2377 unless told otherwise.',
    });
  }
  verifyChain(leaf, { ...judgement, intermediates, purpose: 'serverAuth', hostName });
  return identityOf(leaf);
}
