import {
  boolean,
  integer,
  list,
  object,
  omitEmpty,
  optional,
  record,
  text,
  time,
  uint32,
  uint64,
  word,
} from './codec.ts';
import type { ValueOf } from './codec.ts';

/** The version of an object, which an update has to name. */
export const version = object({ Index: omitEmpty(uint64) });

/** Whom somebody trusts, and by whom certificates are issued (docs/protocol.md §11.2). */
export const tlsInfo = object({
  /** PEM bundle */
  TrustRoot: omitEmpty(text),
  /** DER Name, base64 */
  CertIssuerSubject: omitEmpty(text),
  /** DER SubjectPublicKeyInfo, base64 */
  CertIssuerPublicKey: omitEmpty(text),
});
export type TlsInfo = ValueOf<typeof tlsInfo>;

const externalCa = object({
  Protocol: text,
  URL: text,
  Options: omitEmpty(record(text)),
  /** PEM; empty for the swarm's present root */
  CACert: text,
});
export type ExternalCa = ValueOf<typeof externalCa>;

const caConfig = object({
  /** ns; 0 for the default */
  NodeCertExpiry: omitEmpty(integer),
  ExternalCAs: omitEmpty(list(externalCa)),
  /** PEM; never answered */
  SigningCACert: omitEmpty(text),
  /** PEM; never answered */
  SigningCAKey: omitEmpty(text),
  ForceRotate: omitEmpty(uint64),
});
export type CaConfig = ValueOf<typeof caConfig>;

/** What users may set of a swarm. An update replaces the whole of it. */
export const swarmSpec = object({
  Name: omitEmpty(text),
  Labels: record(text),
  Orchestration: object({ TaskHistoryRetentionLimit: optional(integer) }),
  Raft: object({
    SnapshotInterval: omitEmpty(uint64),
    KeepOldSnapshots: optional(uint64),
    LogEntriesForSlowFollowers: omitEmpty(uint64),
    ElectionTick: integer,
    HeartbeatTick: integer,
  }),
  Dispatcher: object({
    /** ns */
    HeartbeatPeriod: omitEmpty(integer),
  }),
  CAConfig: caConfig,
  TaskDefaults: object({ LogDriver: optional(object({ Name: omitEmpty(text), Options: omitEmpty(record(text)) })) }),
  EncryptionConfig: object({ AutoLockManagers: boolean }),
});
export type SwarmSpec = ValueOf<typeof swarmSpec>;

const clusterFields = {
  ID: text,
  Version: version,
  CreatedAt: time,
  UpdatedAt: time,
  Spec: swarmSpec,
  TLSInfo: tlsInfo,
  RootRotationInProgress: boolean,
  DefaultAddrPool: list(text),
  SubnetSize: uint32,
  DataPathPort: uint32,
} as const;

/** The swarm without its tokens, as `GET /info` has it. */
export const clusterInfo = object(clusterFields);
export type ClusterInfo = ValueOf<typeof clusterInfo>;

export const swarm = object({ ...clusterFields, JoinTokens: object({ Worker: text, Manager: text }) });
export type Swarm = ValueOf<typeof swarm>;

export const initRequest = object({
  ListenAddr: text,
  AdvertiseAddr: text,
  DataPathAddr: text,
  DataPathPort: uint32,
  ForceNewCluster: boolean,
  Spec: swarmSpec,
  AutoLockManagers: boolean,
  Availability: word<Availability>(''),
  DefaultAddrPool: list(text),
  SubnetSize: uint32,
});
export type InitRequest = ValueOf<typeof initRequest>;

export const joinRequest = object({
  ListenAddr: text,
  AdvertiseAddr: text,
  DataPathAddr: text,
  RemoteAddrs: list(text),
  JoinToken: text,
  Availability: word<Availability>(''),
});
export type JoinRequest = ValueOf<typeof joinRequest>;

export const unlockRequest = object({ UnlockKey: text });

/** `''` where it was left open. */
export type Availability = '' | 'active' | 'pause' | 'drain';
