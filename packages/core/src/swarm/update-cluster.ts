import { reasonOf } from '../problem.ts';
import { formatUnlockKey, unlockKeyBytes } from '../token/unlock-key.ts';
import { minimumExpiry } from '../x509/time.ts';
import { readTrustBundle } from '../x509/trust-bundle.ts';
import type { Role } from '../x509/profile.ts';
import { withoutEnded } from './blocklist.ts';
import type { Change, Decision, DecisionContext, Effect, JournalEntry, JournalEvent } from './decision.ts';
import { sameExternalCas } from './external-cas.ts';
import type { Answered } from './needs.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { decideRoot } from './root-decision.ts';
import { sameRoot } from './root-material.ts';
import type { RootWish } from './root-decision.ts';
import type { Cluster, ClusterSpec, SwarmState } from './state.ts';
import { newJoinToken } from './tokens.ts';

/** The specification as an update brings it: it takes the place of the whole of the one before. */
export interface RequestedSpec extends ClusterSpec, RootWish {
  readonly name: string;
  /** How secrets of the acceptance policy, a feature that is gone, were hashed. */
  readonly acceptanceHashing?: string;
}

/** The specification as it stands, for a change of a part of it. */
export function requestedSpec({ spec }: Pick<Cluster, 'spec'>): RequestedSpec {
  return { ...spec, name: 'default', signingCaCert: '', signingCaKey: '' };
}

/** A change of the swarm as a whole. */
export interface ClusterUpdate {
  readonly clusterId: string;
  /** The version that the change was made from. */
  readonly version: number | undefined;
  readonly spec: RequestedSpec | undefined;
  readonly rotate?: { readonly workerToken?: boolean; readonly managerToken?: boolean; readonly unlockKey?: boolean };
}

/**
 * Updates the swarm (docs/protocol.md §8.1): the checks follow one another as in Docker, the first that fails decides, and
 * then nothing is written.
 *
 * @param answered what has been fetched for this decision so far
 * @throws {Refusal}
 */
export function updateCluster(
  state: SwarmState,
  update: ClusterUpdate,
  answered: readonly Answered[],
  context: DecisionContext,
): Decision {
  const { version, spec } = checkRequest(state, update);
  checkLoadable(state, context.now);
  const { cluster } = state;
  const tokens = newTokens(cluster, update.rotate ?? {}, context);
  const root = decideRoot(state, spec, answered, context.now);
  if (root.outcome === 'needs') return root;
  const unlockKey = newUnlockKey(state, spec, update.rotate?.unlockKey ?? false, context);
  if (version !== cluster.version) {
    throw refuse('Unknown', 'update out of sequence', {
      expected: `the version that the swarm has now, ${cluster.version}`,
      next: 'Somebody else has changed the swarm meanwhile: look at it again, and repeat the change.',
    });
  }
  const updated: Cluster = {
    ...cluster,
    updatedAt: context.now,
    spec: keptSpec(spec),
    rootCa: root.rootCa,
    blocklist: withoutEnded(cluster.blocklist, context.now),
  };
  return {
    outcome: 'accepted',
    changes: [{ kind: 'cluster', cluster: updated }, ...tokens, ...root.secrets, ...unlockKey],
    entry: entryOf(state, updated, root.event, update.rotate ?? {}, context.now),
    effects: effectsOf(cluster, updated, root.secrets, unlockKey),
    reply: undefined,
  };
}

function checkRequest(
  { cluster }: SwarmState,
  { clusterId, version, spec }: ClusterUpdate,
): { readonly version: number; readonly spec: RequestedSpec } {
  if (clusterId === '' || version === undefined || spec === undefined) throw invalid('invalid argument');
  const { nodeCertExpiry, heartbeatPeriod, acceptanceHashing, name } = spec;
  if (nodeCertExpiry !== undefined) {
    if (!Number.isFinite(nodeCertExpiry)) throw invalid('invalid argument');
    if (nodeCertExpiry < minimumExpiry) {
      throw invalid('minimum certificate expiry time is: 1h0m0s', 'Ask for an hour at least.');
    }
  }
  if (acceptanceHashing !== undefined && acceptanceHashing.toLowerCase() !== 'bcrypt') {
    throw invalid(`hashing algorithm is not supported: ${acceptanceHashing.slice(0, 40)}`);
  }
  if (heartbeatPeriod !== undefined && !(heartbeatPeriod >= 0)) {
    throw invalid('heartbeat time period cannot be a negative duration');
  }
  if (name !== 'default') throw invalid('modification of cluster name is not allowed', 'The name is "default".');
  if (clusterId !== cluster.id) throw refuse('NotFound', `cluster ${clusterId.slice(0, 80)} not found`);
  return { version, spec };
}

/** A root that cannot be read any more, because it has expired for one, stops every update. */
function checkLoadable({ cluster }: SwarmState, now: number): void {
  try {
    readTrustBundle(cluster.rootCa.caCert, now);
  } catch (cause) {
    throw refuse('Internal', 'error loading cluster rootCA for update', {
      next: `The swarm's own root cannot be used: ${reasonOf(cause)}`,
      cause,
    });
  }
}

function newTokens(
  { rootCa, fips }: Cluster,
  { workerToken = false, managerToken = false }: NonNullable<ClusterUpdate['rotate']>,
  context: DecisionContext,
): readonly Change[] {
  const roles: Role[] = [...(workerToken ? ['worker' as const] : []), ...(managerToken ? ['manager' as const] : [])];
  return roles.map((role) => newJoinToken(role, rootCa.caCert, fips, context));
}

/** Autolock decides whether there is a key; a rotation of it alone makes none (docs/protocol.md §10.6). */
function newUnlockKey(
  { secrets }: SwarmState,
  { autoLockManagers }: RequestedSpec,
  rotate: boolean,
  { random }: DecisionContext,
): readonly Change[] {
  const hasKey = secrets.unlockKey !== undefined;
  if (!autoLockManagers) return hasKey ? [{ kind: 'secret', name: 'unlockKey', value: undefined }] : [];
  if (hasKey && !rotate) return [];
  return [{ kind: 'secret', name: 'unlockKey', value: formatUnlockKey(random(unlockKeyBytes)) }];
}

/** What is acted on and then forgotten is left out: a CA and its key. */
function keptSpec(spec: RequestedSpec): ClusterSpec {
  const { labels, nodeCertExpiry, heartbeatPeriod, externalCas, forceRotate, autoLockManagers, tuning } = spec;
  const kept = { labels, nodeCertExpiry, heartbeatPeriod, externalCas, forceRotate, autoLockManagers };
  return tuning === undefined ? kept : { ...kept, tuning };
}

/** A new expiry alone changes nothing for the signer: it takes it over with the next change of the root (§5.8). */
function effectsOf(
  before: Cluster,
  after: Cluster,
  keys: readonly Change[],
  unlockKey: readonly Change[],
): readonly Effect[] {
  const effects: Effect[] = [];
  if (keys.length > 0 || !sameRoot(before.rootCa, after.rootCa)) {
    effects.push({ kind: 'reload-issuer' }, { kind: 'reconcile' });
  } else if (!sameExternalCas(before.spec.externalCas, after.spec.externalCas)) {
    effects.push({ kind: 'reload-external-cas' });
  }
  if (unlockKey.length > 0) effects.push({ kind: 'lock-managers' });
  return effects;
}

/** One line for people: of several things that an update does, the one that matters most names it. */
function entryOf(
  { cluster, nodes }: SwarmState,
  updated: Cluster,
  rootEvent: JournalEvent | undefined,
  rotate: NonNullable<ClusterUpdate['rotate']>,
  at: number,
): JournalEntry {
  if (rootEvent !== undefined) return { at, event: rootEvent, detail: { nodes: nodes.size } };
  const { workerToken = false, managerToken = false, unlockKey = false } = rotate;
  const [before, after] = [cluster.spec, updated.spec];
  if (before.autoLockManagers !== after.autoLockManagers) {
    return { at, event: after.autoLockManagers ? 'autolock-on' : 'autolock-off' };
  }
  if (workerToken || managerToken) {
    return {
      at,
      event: 'token-rotated',
      detail: { role: workerToken && managerToken ? 'both' : workerToken ? 'worker' : 'manager' },
    };
  }
  if (unlockKey && after.autoLockManagers) return { at, event: 'unlock-key-rotated' };
  const names = Object.keys(after) as (keyof ClusterSpec)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return { at, event: 'swarm-updated', detail: { changed: changed.join(' ') } };
}

function invalid(message: string, next?: string): Refusal {
  return refuse('InvalidArgument', message, { next });
}
