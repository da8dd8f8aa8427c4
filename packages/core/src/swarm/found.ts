import { fipsPrefix, identifierFrom, identifierBytes } from '../token/identifier.ts';
import { defaultExpiry } from '../x509/time.ts';
import type { Change, DecisionContext, JournalEntry } from './decision.ts';
import type { Cluster, ClusterSpec, Node, NodeCertificate, Overlay, Tuning } from './state.ts';
import { newJoinTokens } from './tokens.ts';

/** What a swarm begins with: made by its first manager, before there is anyone to ask. */
export interface Foundation {
  /** The cluster's id, the O of every certificate. */
  readonly organization: string;
  /** The first manager's id. */
  readonly managerId: string;
  /** The root: PEM, normalised. */
  readonly caCert: string;
  /** Its private key: PEM. */
  readonly caKey: string;
  readonly spec?: Partial<ClusterSpec>;
  /** As it is printed, if managers are to be locked from the beginning. */
  readonly unlockKey?: string;
  readonly overlay?: Overlay | undefined;
}

/** How often nodes report where nothing else is said, ms. */
export const defaultHeartbeatPeriod = 5_000;

/** As a new swarm of Docker's has it (docs/protocol.md §11.2). */
export const defaultTuning: Tuning = {
  taskHistoryRetentionLimit: 5,
  snapshotInterval: 10_000,
  keepOldSnapshots: 0,
  logEntriesForSlowFollowers: 500,
  electionTick: 10,
  heartbeatTick: 1,
};

/** As Docker shows it where nothing was said. */
export const defaultOverlay: Overlay = { defaultAddrPool: ['10.0.0.0/8'], subnetSize: 24, dataPathPort: 4789 };

const defaultSpec: ClusterSpec = {
  labels: {},
  nodeCertExpiry: defaultExpiry,
  heartbeatPeriod: defaultHeartbeatPeriod,
  externalCas: [],
  forceRotate: 0,
  autoLockManagers: false,
};

/** The rows of a new swarm (docs/protocol.md §12.3): cluster, secrets, and the manager's own node. */
export function foundSwarm(
  foundation: Foundation,
  context: DecisionContext,
): { readonly changes: readonly Change[]; readonly entry: JournalEntry } {
  const { now } = context;
  const cluster: Cluster = {
    id: foundation.organization,
    fips: foundation.organization.startsWith(fipsPrefix),
    version: 0,
    createdAt: now,
    updatedAt: now,
    spec: { ...defaultSpec, ...foundation.spec, autoLockManagers: foundation.unlockKey !== undefined },
    rootCa: { caCert: foundation.caCert, rotation: undefined, lastForcedRotation: 0 },
    blocklist: {},
    ...(foundation.overlay && { overlay: foundation.overlay }),
  };
  const manager: Node = {
    ...newNode(foundation.managerId, 'manager', now),
    // It made its certificate itself: there is neither a request nor a copy to keep.
    certificate: { role: 'manager', csr: '', state: 'issued', error: '', pem: '', awaitedIssuer: undefined },
    // Where it listens is known once it does.
    manager: { raftId: 1, addr: '', leader: true },
  };
  return {
    changes: [
      { kind: 'cluster', cluster },
      { kind: 'secret', name: 'rootKey', value: foundation.caKey },
      ...(foundation.unlockKey === undefined
        ? []
        : [{ kind: 'secret', name: 'unlockKey', value: foundation.unlockKey } as const]),
      ...newJoinTokens(foundation.caCert, cluster.fips, context),
      { kind: 'node', node: manager },
    ],
    entry: {
      at: now,
      event: 'swarm-created',
      nodeId: foundation.managerId,
      detail: { cluster: foundation.organization },
    },
  };
}

/** A node as it is when it has been let in and nothing more is known of it. */
export function newNode(
  id: string,
  role: Node['role'],
  now: number,
  certificate: NodeCertificate = { role, csr: '', state: 'pending', error: '', pem: '', awaitedIssuer: undefined },
): Node {
  return {
    id,
    version: 0,
    createdAt: now,
    updatedAt: now,
    name: '',
    labels: {},
    desiredRole: role,
    role,
    membership: 'accepted',
    availability: 'active',
    description: undefined,
    status: { state: 'unknown', message: '', addr: '' },
    manager: undefined,
    certificate,
  };
}

/** A new identifier for a node or a swarm (docs/protocol.md §4). */
export function newIdentifier(random: DecisionContext['random']): string {
  return identifierFrom(random(identifierBytes));
}
