import type { ExternalCa, SwarmSpec } from '../../engine/shapes/swarm.ts';
import { defaultTuning } from '../../swarm/found.ts';
import type { ShownCluster } from '../../swarm/redacted.ts';
import type { ExternalCaEntry, Tuning } from '../../swarm/state.ts';
import type { RequestedSpec } from '../../swarm/update-cluster.ts';
import { msOf, nanoseconds } from './go-time.ts';
import { badParameter, quoted } from './refusals.ts';

/** What an update begins from: whatever it leaves out is nothing, and not what was before (docs/protocol.md §11.2). */
export const emptySpec: RequestedSpec = {
  name: 'default',
  labels: {},
  nodeCertExpiry: undefined,
  heartbeatPeriod: undefined,
  externalCas: [],
  forceRotate: 0,
  autoLockManagers: false,
  signingCaCert: '',
  signingCaKey: '',
  tuning: {
    taskHistoryRetentionLimit: 0,
    snapshotInterval: 0,
    keepOldSnapshots: 0,
    logEntriesForSlowFollowers: 0,
    electionTick: 0,
    heartbeatTick: 0,
  },
};

/**
 * A specification as the Engine API brings it, over the one that it begins from: nothing and zero leave that as it is,
 * external CAs are added to it, and two fields always count (docs/protocol.md §11.2). A default log driver is not kept, as
 * in Docker.
 *
 * @throws {EngineRefusal} 400 for another name, or a protocol that no external CA speaks
 */
export function requestedFrom(given: SwarmSpec, base: RequestedSpec): RequestedSpec {
  checkName(given);
  const { Labels, Dispatcher, CAConfig, EncryptionConfig } = given;
  return {
    ...base,
    labels: Object.keys(Labels).length > 0 ? Labels : base.labels,
    nodeCertExpiry: CAConfig.NodeCertExpiry === 0 ? base.nodeCertExpiry : msOf(CAConfig.NodeCertExpiry),
    heartbeatPeriod: Dispatcher.HeartbeatPeriod === 0 ? base.heartbeatPeriod : msOf(Dispatcher.HeartbeatPeriod),
    externalCas: [...base.externalCas, ...CAConfig.ExternalCAs.map(externalCaFrom)],
    forceRotate: CAConfig.ForceRotate,
    autoLockManagers: EncryptionConfig.AutoLockManagers,
    signingCaCert: CAConfig.SigningCACert || base.signingCaCert,
    signingCaKey: CAConfig.SigningCAKey || base.signingCaKey,
    tuning: tuningFrom(given, base.tuning ?? defaultTuning),
  };
}

/** @throws {EngineRefusal} 400 */
export function checkName({ Name }: Pick<SwarmSpec, 'Name'>): void {
  if (Name !== '' && Name !== 'default') throw badParameter('swarm spec must be named "default"');
}

function tuningFrom({ Orchestration, Raft }: SwarmSpec, base: Tuning): Tuning {
  return {
    taskHistoryRetentionLimit: Orchestration.TaskHistoryRetentionLimit ?? base.taskHistoryRetentionLimit,
    snapshotInterval: Raft.SnapshotInterval || base.snapshotInterval,
    keepOldSnapshots: Raft.KeepOldSnapshots ?? base.keepOldSnapshots,
    logEntriesForSlowFollowers: Raft.LogEntriesForSlowFollowers || base.logEntriesForSlowFollowers,
    electionTick: Raft.ElectionTick || base.electionTick,
    heartbeatTick: Raft.HeartbeatTick || base.heartbeatTick,
  };
}

function externalCaFrom({ Protocol, URL, Options, CACert }: ExternalCa): ExternalCaEntry {
  if (Protocol.toLowerCase() !== 'cfssl') throw badParameter(`invalid protocol: ${quoted(Protocol)}`);
  return { protocol: 'cfssl', url: URL, options: Options, caCert: CACert };
}

/** A specification as it is shown: an update with just that changes nothing. */
export function specOf({ labels, tuning, ...spec }: ShownCluster['spec']): SwarmSpec {
  return {
    Name: 'default',
    Labels: labels,
    Orchestration: { TaskHistoryRetentionLimit: tuning.taskHistoryRetentionLimit },
    Raft: {
      SnapshotInterval: tuning.snapshotInterval,
      KeepOldSnapshots: tuning.keepOldSnapshots,
      LogEntriesForSlowFollowers: tuning.logEntriesForSlowFollowers,
      ElectionTick: tuning.electionTick,
      HeartbeatTick: tuning.heartbeatTick,
    },
    Dispatcher: { HeartbeatPeriod: nanoseconds(spec.heartbeatPeriod ?? 0) },
    CAConfig: {
      NodeCertExpiry: nanoseconds(spec.nodeCertExpiry ?? 0),
      ExternalCAs: spec.externalCas.map(({ url, options, caCert }) => ({
        Protocol: 'cfssl',
        URL: url,
        Options: options,
        CACert: caCert,
      })),
      SigningCACert: '',
      SigningCAKey: '',
      ForceRotate: spec.forceRotate,
    },
    TaskDefaults: { LogDriver: undefined },
    EncryptionConfig: { AutoLockManagers: spec.autoLockManagers },
  };
}
