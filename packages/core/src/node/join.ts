import { parseJoinToken } from '../token/join-token.ts';
import type { JoinToken } from '../token/join-token.ts';
import { caServerName } from '../x509/profile.ts';
import { SignatureMemory } from '../x509/signature-memory.ts';
import { Credentials } from '../wire/credentials.ts';
import { ConnectionProblem } from '../wire/problem.ts';
import { RpcError } from '../wire/grpc/status.ts';
import { connectUnverified } from './connection.ts';
import { downloadRoot } from './download-root.ts';
import { obtainIdentity } from './obtain.ts';
import type { NodeServices } from './obtain.ts';
import { NodeProblem } from './problem.ts';
import { wait } from './waiting.ts';

/** A manager that cannot be reached is tried this often, with a pause after each try (docs/protocol.md §2.3). */
const mostTries = 5;
const pauseMs = 2_000;

/**
 * Joins a swarm: token, root, certificate, in this order, each checked before the next (docs/protocol.md §2.3, §5.6). All
 * of it goes over one connection, and nothing secret is sent on it before the root has been compared with the token and
 * the manager's certificate with the root.
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
  const credentials = await persistently(services, signal, () => attempt(services, address, token, parsed, signal));
  if (credentials.identity.organization.startsWith('FIPS.')) throw needsFips();
  return credentials;
}

async function attempt(
  services: NodeServices,
  address: string,
  token: string,
  parsed: JoinToken,
  signal: AbortSignal,
): Promise<Credentials> {
  const { channel, verify } = await connectUnverified(services.network, address, signal);
  try {
    const trust = await downloadRoot(channel, parsed, services.clock, signal);
    const memory = new SignatureMemory();
    verify(caServerName, { roots: trust.certificates, now: services.clock.now(), memory });
    await services.store.writeRoot(trust.pem);
    const headers = new Map<string, string>();
    const identity = await obtainIdentity(services, { channel, address, token, trust, memory, headers, signal });
    return new Credentials({ identity, trust }, memory);
  } finally {
    channel.close();
  }
}

async function persistently<Result>(
  { realTime }: NodeServices,
  signal: AbortSignal,
  tryOnce: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryOnce();
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
