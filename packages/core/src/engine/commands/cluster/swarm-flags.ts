import type { CaConfig, ExternalCa, InitRequest, JoinRequest, SwarmSpec } from '../../shapes/swarm.ts';
import type { Given } from '../command.ts';
import { duration } from '../kinds/duration.ts';
import { externalCas } from '../kinds/external-ca.ts';
import { defaultListenAddress, nodeAddress } from '../kinds/node-address.ts';
import { int64, uint64 } from '../kinds/number.ts';
import { text } from '../kinds/text.ts';
import { readAvailability } from './availability.ts';

/** What is set of the CA by several commands. */
export const caFlags = {
  'cert-expiry': {
    kind: duration,
    help: 'Validity period for node certificates (ns|us|ms|s|m|h)',
    initial: '2160h0m0s',
  },
  'external-ca': { kind: externalCas, help: 'Specifications of one or more certificate signing endpoints' },
} as const;

/** What is set of a swarm by `init` and `update`; beside it each has its own `autolock`. */
export const swarmFlags = {
  'task-history-limit': { kind: int64, help: 'Task history retention limit', initial: '5' },
  'dispatcher-heartbeat': {
    kind: duration,
    help: 'Dispatcher heartbeat period (ns|us|ms|s|m|h)',
    initial: '5s',
  },
  'max-snapshots': { kind: uint64, help: 'Number of additional Raft snapshots to retain' },
  'snapshot-interval': { kind: uint64, help: 'Number of log entries between Raft snapshots', initial: '10000' },
  ...caFlags,
} as const;

/** How the engine's node is reached, and what it is for; by `init` and `join`. */
export const nodeFlags = {
  'listen-addr': {
    kind: nodeAddress,
    help: 'Listen address (format: "<ip|interface>[:port]")',
    initial: defaultListenAddress,
  },
  'advertise-addr': { kind: text, help: 'Advertised address (format: "<ip|interface>[:port]")' },
  'data-path-addr': {
    kind: text,
    help: 'Address or interface to use for data path traffic (format: "<ip|interface>")',
  },
  availability: {
    kind: text,
    help: 'Availability of the node ("active", "pause", "drain")',
    initial: '"active"',
  },
} as const;

type OfNode = Pick<InitRequest & JoinRequest, 'ListenAddr' | 'AdvertiseAddr' | 'DataPathAddr' | 'Availability'>;

/** What both requests have in common. @throws {CommandProblem} `refused` */
export function nodeRequest(given: Given<typeof nodeFlags>): OfNode {
  return {
    ListenAddr: given['listen-addr'] ?? defaultListenAddress,
    AdvertiseAddr: given['advertise-addr'] ?? '',
    DataPathAddr: given['data-path-addr'] ?? '',
    Availability: readAvailability(given.availability),
  };
}

/** @param ownCert PEM: the root of external CAs for which none was given */
export function withCaFlags(config: CaConfig, flags: Given<typeof caFlags>, ownCert: string): CaConfig {
  const cas = flags['external-ca'];
  return {
    ...config,
    NodeCertExpiry: flags['cert-expiry'] ?? config.NodeCertExpiry,
    ExternalCAs: cas === undefined ? config.ExternalCAs : cas.map((ca) => withCert(ca, ownCert)),
  };
}

function withCert(ca: ExternalCa, ownCert: string): ExternalCa {
  return ca.CACert === '' ? { ...ca, CACert: ownCert } : ca;
}

/** The specification with what was given; all the rest stays (docs/protocol.md §11.2). */
export function withSwarmFlags(
  spec: SwarmSpec,
  flags: Given<typeof swarmFlags> & { readonly autolock: boolean | undefined },
  ownCert: string,
): SwarmSpec {
  return {
    ...spec,
    Orchestration: {
      TaskHistoryRetentionLimit: flags['task-history-limit'] ?? spec.Orchestration.TaskHistoryRetentionLimit,
    },
    Dispatcher: { HeartbeatPeriod: flags['dispatcher-heartbeat'] ?? spec.Dispatcher.HeartbeatPeriod },
    Raft: {
      ...spec.Raft,
      KeepOldSnapshots: flags['max-snapshots'] ?? spec.Raft.KeepOldSnapshots,
      SnapshotInterval: flags['snapshot-interval'] ?? spec.Raft.SnapshotInterval,
    },
    EncryptionConfig: { AutoLockManagers: flags.autolock ?? spec.EncryptionConfig.AutoLockManagers },
    CAConfig: withCaFlags(spec.CAConfig, flags, ownCert),
  };
}
