import { parseJoinToken } from '../token/join-token.ts';
import { caServerName } from '../x509/profile.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import { Credentials } from '../wire/credentials.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import { ConnectionProblem } from '../wire/problem.ts';
import { RpcError } from '../wire/grpc/status.ts';
import { connectVerified } from './connection.ts';
import { downloadRoot } from './download-root.ts';
import { obtainIdentity } from './obtain.ts';
import type { NodeServices } from './obtain.ts';
import { NodeProblem } from './problem.ts';
import { wait } from './waiting.ts';

/** A manager that cannot be reached is tried this often, with a pause after each try (docs/protocol.md §2.3). */
const mostTries = 5;
const pauseMs = 2_000;

/**
 * Joins a swarm: token, root, certificate, in this order, each checked before the next (docs/protocol.md §2.3, §5.6).
 *
 * Only what may pass by itself is tried again: a manager that does not answer. Docker's engines also repeat what was
 * refused, and make their users wait ten seconds for the same words.
 *
 * @param address `host:port` of a manager
 * @param token the whole token
 * @throws {TokenProblem} {NodeProblem} {RpcError} {X509Problem} {ConnectionProblem}
 */
export async function joinSwarm(
  services: NodeServices,
  address: string,
  token: string,
  signal: AbortSignal,
): Promise<Credentials> {
  const parsed = parseJoinToken(token);
  if (parsed.fips) throw needsFips();
  const trust = await persistently(services, signal, () => downloadRoot(address, parsed, services.clock, signal));
  await services.store.writeRoot(trust.pem);
  const identity = await persistently(services, signal, () => obtain(services, address, token, trust, signal));
  if (identity.organization.startsWith('FIPS.')) throw needsFips();
  return new Credentials({ identity, trust });
}

async function obtain(
  services: NodeServices,
  address: string,
  token: string,
  trust: TrustBundle,
  signal: AbortSignal,
): Promise<NodeIdentityMaterial> {
  const channel = await connectVerified({
    address,
    serverName: caServerName,
    roots: trust.certificates,
    clock: services.clock,
    signal,
  });
  try {
    return await obtainIdentity(services, { channel, address, token, trust, headers: new Map(), signal });
  } finally {
    channel.close();
  }
}

async function persistently<Result>(
  { realTime }: NodeServices,
  signal: AbortSignal,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!mayPass(error) || tries === mostTries) throw error;
      await wait(realTime, pauseMs, signal);
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionProblem) return ['refused', 'timeout', 'unreachable', 'closed'].includes(error.code);
  return error instanceof RpcError && (error.code === 'Unavailable' || error.code === 'DeadlineExceeded');
}

function needsFips(): NodeProblem {
  return new NodeProblem('fips', 'node is not FIPS-enabled but cluster requires FIPS', {
    next: 'Use an engine that runs in FIPS mode, or another swarm.',
  });
}
