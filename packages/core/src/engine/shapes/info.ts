import { boolean, integer, list, object, omitEmpty, optional, text, word } from './codec.ts';
import type { ValueOf } from './codec.ts';
import { clusterInfo } from './swarm.ts';

export type LocalNodeState = 'inactive' | 'pending' | 'active' | 'error' | 'locked';

/** How an engine stands to a swarm: `.Swarm` of `GET /info`. */
const swarmInfo = object({
  NodeID: text,
  NodeAddr: text,
  LocalNodeState: word<'' | LocalNodeState>(''),
  ControlAvailable: boolean,
  Error: text,
  RemoteManagers: list(object({ NodeID: text, Addr: text })),
  Nodes: omitEmpty(integer),
  Managers: omitEmpty(integer),
  /** Only on a manager that is not locked. */
  Cluster: optional(clusterInfo),
  Warnings: omitEmpty(list(text)),
});
export type SwarmInfo = ValueOf<typeof swarmInfo>;

/** What of `GET /info` matters here; an engine answers far more. */
export const info = object({
  ID: text,
  Name: text,
  ServerVersion: text,
  OperatingSystem: text,
  OSType: text,
  Architecture: text,
  NCPU: integer,
  MemTotal: integer,
  Swarm: swarmInfo,
});
export type Info = ValueOf<typeof info>;

/** `GET /version`, as far as it matters here. */
export const engineVersion = object({
  Version: text,
  ApiVersion: text,
  MinAPIVersion: omitEmpty(text),
  Os: text,
  Arch: text,
});
export type EngineVersion = ValueOf<typeof engineVersion>;
