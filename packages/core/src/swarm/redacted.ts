import { hash } from 'node:crypto';
import { tokenSecret } from './decision.ts';
import { defaultOverlay, defaultTuning } from './found.ts';
import { refuse } from './refusal.ts';
import type { Cluster, ClusterSpec, IssuerInfo, Overlay, RootCa, SwarmState } from './state.ts';

/** The root as it is shown: with the join tokens, and without any key. */
interface ShownRootCa extends RootCa {
  /** `sha256:` and 64 hexadecimal digits, of the bundle's bytes. */
  readonly caCertHash: string;
  readonly joinTokens: { readonly worker: string; readonly manager: string };
}

/**
 * What may be told of a swarm to whoever may ask a manager for it (docs/protocol.md §8.1): no key of a root, no unlock key,
 * and no CA that was given with an update, of which nothing is kept. That it demands FIPS its tokens tell.
 */
export interface ShownCluster extends Omit<Cluster, 'rootCa' | 'fips' | 'spec' | 'overlay'> {
  readonly spec: ClusterSpec & Required<Pick<ClusterSpec, 'tuning'>>;
  readonly rootCa: ShownRootCa;
  readonly overlay: Overlay;
  /** Whom nodes trust, and by whom their certificates are to be issued: during a rotation by the new root already (§8.4). */
  readonly tlsInfo: { readonly trustRoot: string } & IssuerInfo;
}

/**
 * The swarm as `GetCluster` tells it.
 *
 * @throws {Refusal} `InvalidArgument`, `NotFound`
 */
export function getCluster(state: SwarmState, clusterId: string): ShownCluster {
  if (clusterId === '') throw refuse('InvalidArgument', 'invalid argument', { expected: 'the id of a cluster' });
  if (clusterId !== state.cluster.id) throw refuse('NotFound', `cluster ${clusterId.slice(0, 80)} not found`);
  return shown(state);
}

/** All clusters of a swarm, which has one. */
export function listClusters(state: SwarmState): readonly ShownCluster[] {
  return [shown(state)];
}

/** Every field is named: one that is added later is not shown before somebody has thought about it. */
function shown({ cluster, secrets, targetIssuer }: SwarmState): ShownCluster {
  const { id, version, createdAt, updatedAt, spec, rootCa, blocklist, overlay = defaultOverlay } = cluster;
  const { labels, nodeCertExpiry, heartbeatPeriod, externalCas, forceRotate, autoLockManagers } = spec;
  const { tuning = defaultTuning } = spec;
  const { caCert, rotation, lastForcedRotation } = rootCa;
  return {
    id,
    version,
    createdAt,
    updatedAt,
    spec: { labels, nodeCertExpiry, heartbeatPeriod, externalCas, forceRotate, autoLockManagers, tuning },
    rootCa: {
      caCert,
      caCertHash: `sha256:${hash('sha256', caCert, 'hex')}`,
      joinTokens: {
        worker: secrets[tokenSecret('worker')] ?? '',
        manager: secrets[tokenSecret('manager')] ?? '',
      },
      rotation: rotation && {
        caCert: rotation.caCert,
        crossSignedCaCert: rotation.crossSignedCaCert,
        startedAt: rotation.startedAt,
      },
      lastForcedRotation,
    },
    blocklist,
    overlay,
    tlsInfo: { trustRoot: caCert, ...targetIssuer },
  };
}
