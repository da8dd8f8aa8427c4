import { rootDigest } from '../x509/root-digest.ts';
import type { Clock } from '../clock/clock.ts';
import type { JoinToken } from '../token/join-token.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import { CA } from '../wire/gen/swarmkit_pb.ts';
import type { Channel } from '../wire/network.ts';
import { NodeProblem } from './problem.ts';

const callTimeoutMs = 5_000;

/**
 * Fetches the root bundle from a manager that is verified already: the root that comes is trusted.
 *
 * @param clock lab time
 * @throws {X509Problem} {RpcError}
 */
export async function downloadRoot(
  channel: Pick<Channel, 'unary'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<TrustBundle> {
  return readTrustBundle(await fetchRoot(channel, signal), clock.now());
}

/**
 * Fetches what a manager says is the root, whoever that manager is.
 *
 * @returns PEM, as received, a character for each byte
 * @throws {RpcError}
 */
export async function fetchRoot(channel: Pick<Channel, 'unary'>, signal: AbortSignal): Promise<string> {
  const answer = await channel.unary(CA.method.getRootCACertificate, {}, { timeoutMs: callTimeoutMs, signal });
  return Buffer.from(answer.certificate).toString('latin1');
}

/** The digest that is to stand in a token of that root, 64 hex digits. @param pem as received */
export function digestOf(pem: string): string {
  return rootDigest(Buffer.from(pem, 'latin1'));
}

/**
 * What makes a root trustworthy that came from anybody is the token: its digest has to be that of the very bytes received
 * (docs/protocol.md §2.3).
 *
 * @param pem as received
 * @throws {NodeProblem} `fingerprint`
 */
export function checkFingerprint(pem: string, { digest }: JoinToken): void {
  const found = digestOf(pem);
  if (found === digest) return;
  throw new NodeProblem('fingerprint', `remote CA does not match fingerprint. Expected: ${digest}`, {
    expected: `a root with the digest of the token; the one at this address has ${found}`,
    next:
      'Take a new token from that swarm: tokens change with every root rotation. ' +
      'If it is new, the address belongs to another swarm.',
  });
}
