import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { ConnectionProblem } from '../problem.ts';

/** A chain has a leaf and an intermediate or two; longer ones are refused unread. */
const longestChain = 10;

/**
 * The certificates that the other end showed in the handshake, complete and in the order in which they were sent. To be
 * asked once for a socket: in Node 22 and 24 reading the chain takes it away. (`getPeerCertificate` can be asked again,
 * but sorts the chain by issuer and leaves out what it finds no place for.)
 *
 * @returns DER each; empty when it showed none
 * @throws {ConnectionProblem} `malformed-certificate` for a chain that is too long
 */
export function peerChain(socket: TLSSocket): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  let certificate: X509Certificate | undefined = socket.getPeerX509Certificate();
  while (certificate !== undefined) {
    if (chain.length === longestChain) {
      throw new ConnectionProblem('malformed-certificate', `the peer sent more than ${longestChain} certificates`);
    }
    chain.push(certificate.raw);
    certificate = certificate.issuerCertificate;
  }
  return chain;
}
