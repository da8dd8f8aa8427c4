import { hash } from 'node:crypto';
import { parseJoinToken } from '../token/join-token.ts';
import { fipsPrefix } from '../token/identifier.ts';
import type { JoinToken } from '../token/join-token.ts';
import { caServerName } from '../x509/profile.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import { SignatureMemory } from '../x509/signature-memory.ts';
import { Credentials } from '../wire/credentials.ts';
import { overheard } from '../wire/message-summary.ts';
import { ConnectionProblem } from '../wire/problem.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import type { NodeSpec_Availability } from '../wire/gen/swarmkit_pb.ts';
import { roleOf } from '../x509/identity.ts';
import { RpcError, ranOutOfTime } from '../wire/grpc/status.ts';
import { connectUnverified } from './connection.ts';
import { checkFingerprint, digestOf, fetchRoot } from './download-root.ts';
import { telling } from './join-steps.ts';
import type { JoinWatch, TellStep } from './join-steps.ts';
import { newKey, obtainIdentity } from './obtain.ts';
import type { NewKey, NodeServices } from './obtain.ts';
import { managerRole, needsFips } from './problem.ts';
import { wait } from './waiting.ts';

/** A manager that cannot be reached is tried this often, with a pause after each try (docs/protocol.md §2.3). */
const mostTries = 5;
const pauseMs = 2_000;

export interface JoinOptions {
  /** `host:port` of a manager */
  readonly address: string;
  /** The whole token. */
  readonly token: string;
  readonly availability?: NodeSpec_Availability | undefined;
  /** Whether a manager can run here; if not, a manager's certificate is refused. */
  readonly canManage: boolean;
  /** Hears of every step, and may stop it there. */
  readonly watch?: JoinWatch | undefined;
  readonly signal: AbortSignal;
}

/**
 * Joins a swarm: token, root, certificate, in this order, each checked before the next (docs/protocol.md §2.3, §5.6). All
 * of it goes over one connection, and nothing secret is sent on it before the root has been compared with the token and
 * the manager's certificate with the root.
 *
 * Only what may pass by itself is tried again: a manager that does not answer. Docker's engines also repeat what was
 * refused, and make their users wait ten seconds for the same words.
 *
 * @throws {TokenProblem} {NodeProblem} {RpcError} {X509Problem} {ConnectionProblem}
 */
export async function joinSwarm(services: NodeServices, options: JoinOptions): Promise<Credentials> {
  const { token, canManage, watch, signal } = options;
  const parsed = parseJoinToken(token);
  if (parsed.fips) throw needsFips();
  const tell = telling(watch, signal);
  await tell?.({ kind: 'token', version: parsed.version, digest: parsed.digest });
  let key: NewKey | undefined;
  const ownKey = (): NewKey => (key ??= newKey(services.entropy));
  const check = (identity: NodeIdentityMaterial): void => checkWelcome(identity, canManage);
  const attempt = { ...options, parsed, ownKey, check, tell };
  return persistently(services, options, () => tryToJoin(services, attempt));
}

interface Attempt extends JoinOptions {
  readonly parsed: JoinToken;
  /** The same one in every try: a request that is sent again is the same, so a manager can tell. */
  readonly ownKey: () => NewKey;
  readonly check: (identity: NodeIdentityMaterial) => void;
  readonly tell: TellStep | undefined;
}

async function tryToJoin(services: NodeServices, attempt: Attempt): Promise<Credentials> {
  const { address, parsed, watch, tell, signal } = attempt;
  const { channel, verify } = await connectUnverified(services.network, address, signal);
  try {
    const calls = watch === undefined ? channel : overheard(channel, (said) => watch.onMessage(said));
    const pem = await fetchRoot(calls, signal);
    const { protection } = channel;
    await tell?.({ kind: 'root', address, protection, bytes: pem.length, digest: digestOf(pem) });
    checkFingerprint(pem, parsed);
    const trust = readTrustBundle(pem, services.clock.now());
    await tell?.({ kind: 'digest', digest: trust.digest, certificates: trust.certificates.length });
    const key = attempt.ownKey();
    await tell?.({ kind: 'key', key: publicKeyDigest(key), bytes: key.csr.length });
    const memory = new SignatureMemory();
    const server = verify(caServerName, { roots: trust.certificates, now: services.clock.now(), memory });
    await tell?.({ kind: 'server', server });
    await services.store.writeRoot(trust.pem);
    const identity = await obtainIdentity(services, { ...attempt, ...key, channel: calls, trust, memory });
    return new Credentials({ identity, trust }, memory);
  } finally {
    channel.close();
  }
}

/** SHA-256 of the DER SubjectPublicKeyInfo, 64 hex digits. */
function publicKeyDigest({ keys }: NewKey): string {
  return hash('sha256', keys.publicKey.export({ type: 'spki', format: 'der' }));
}

async function persistently<Result>(
  { realTime }: NodeServices,
  { watch, signal }: JoinOptions,
  tryOnce: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryOnce();
    } catch (error) {
      if (!mayPass(error) || tries === mostTries) throw error;
      watch?.onAgain(error, pauseMs);
      await wait(realTime, pauseMs, signal);
    }
  }
}

/** A manager that does not answer, or that has just ceased to lead: its CA signer is stopped then (§5.6). */
function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionProblem) return ['refused', 'timeout', 'unreachable', 'closed'].includes(error.code);
  return error instanceof RpcError && (['Unavailable', 'Aborted'].includes(error.code) || ranOutOfTime(error));
}

/** @throws {NodeProblem} `fips`, `manager-role` */
function checkWelcome(identity: NodeIdentityMaterial, canManage: boolean): void {
  if (identity.organization.startsWith(fipsPrefix)) throw needsFips();
  if (!canManage && roleOf(identity) === 'manager') throw managerRole(identity.nodeId);
}
