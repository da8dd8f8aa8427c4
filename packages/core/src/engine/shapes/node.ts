import { boolean, integer, list, object, omitEmpty, optional, record, text, time, word } from './codec.ts';
import type { ValueOf } from './codec.ts';
import { tlsInfo, version } from './swarm.ts';
import type { Availability } from './swarm.ts';

/** What users may set of a node. An update replaces the whole of it. The role is the one that is desired. */
export const nodeSpec = object({
  Name: omitEmpty(text),
  Labels: record(text),
  Role: omitEmpty(word<'' | 'worker' | 'manager'>('')),
  Availability: omitEmpty(word<Availability>('')),
});
export type NodeSpec = ValueOf<typeof nodeSpec>;

export const node = object({
  ID: text,
  Version: version,
  CreatedAt: time,
  UpdatedAt: time,
  Spec: nodeSpec,
  Description: object({
    Hostname: omitEmpty(text),
    Platform: object({ Architecture: omitEmpty(text), OS: omitEmpty(text) }),
    Resources: object({ NanoCPUs: omitEmpty(integer), MemoryBytes: omitEmpty(integer) }),
    Engine: object({
      EngineVersion: omitEmpty(text),
      Labels: omitEmpty(record(text)),
      Plugins: omitEmpty(list(object({ Type: omitEmpty(text), Name: omitEmpty(text) }))),
    }),
    TLSInfo: tlsInfo,
  }),
  Status: object({
    State: omitEmpty(word<'' | 'unknown' | 'down' | 'ready' | 'disconnected'>('')),
    Message: omitEmpty(text),
    Addr: omitEmpty(text),
  }),
  /** Only of members of raft. */
  ManagerStatus: optional(
    object({
      Leader: omitEmpty(boolean),
      Reachability: omitEmpty(word<'' | 'unknown' | 'unreachable' | 'reachable'>('')),
      /** `host:port` */
      Addr: omitEmpty(text),
    }),
  ),
});
export type Node = ValueOf<typeof node>;
