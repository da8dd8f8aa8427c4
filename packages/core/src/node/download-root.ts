import { hash } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { JoinToken } from '../token/join-token.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import { CA } from '../wire/gen/swarmkit_pb.ts';
import type { Channel } from '../wire/network.ts';
import { NodeProblem } from './problem.ts';

const callTimeoutMs = 5_000;

/**
 * Fetches the root bundle from a manager that is not trusted yet. What makes it trustworthy is the token: its digest has
 * to be that of the very bytes received (docs/protocol.md §2.3).
 *
 * @param token without one the first root that comes is trusted
 * @param clock lab time
 * @throws {NodeProblem} `fingerprint`
 * @throws {X509Problem} {RpcError}
 */
export async function downloadRoot(
  channel: Channel,
  token: JoinToken | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<TrustBundle> {
  const answer = await channel.unary(CA.method.getRootCACertificate, {}, { timeoutMs: callTimeoutMs, signal });
  const pem = Buffer.from(answer.certificate).toString('latin1');
  if (token !== undefined) checkFingerprint(pem, token);
  return readTrustBundle(pem, clock.now());
}

function checkFingerprint(pem: string, { digest }: JoinToken): void {
  const found = hash('sha256', Buffer.from(pem, 'latin1'), 'hex');
  if (found === digest) return;
  throw new NodeProblem('fingerprint', `remote CA does not match fingerprint. Expected: ${digest}`, {
    expected: `a root with the digest of the token; the one at this address has ${found}`,
    next:
      'Take a new token from that swarm: tokens change with every root rotation. ' +
      'If it is new, the address belongs to another swarm.',
  });
}
