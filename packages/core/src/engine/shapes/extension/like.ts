import { boolean, integer, list, object, omitEmpty, optional, text, uint32 } from '../codec.ts';
import type { ValueOf } from '../codec.ts';
import { node } from '../node.ts';
import { swarmSpec } from '../swarm.ts';

/** A node of another swarm. */
const likeNode = object({
  /** As its engine lists it. Of what it says of TLS nothing is taken. */
  Node: node,
  /** Of its certificate, ms since epoch; left out where nobody knows: then as of one that is issued now. */
  NotBefore: optional(integer),
  NotAfter: optional(integer),
  /** It has never said whom it trusts: a rotation waits for it. */
  Silent: omitEmpty(boolean),
});
export type LikeNode = ValueOf<typeof likeNode>;

/** `POST /lab/v1/like`: a swarm to make one like it (docs/lab-api.md). */
export const likeRequest = object({
  /** Of its root: ms since epoch. */
  Root: object({ NotBefore: integer, NotAfter: integer }),
  Spec: swarmSpec,
  DefaultAddrPool: list(text),
  SubnetSize: uint32,
  DataPathPort: uint32,
  Nodes: list(likeNode),
});
export type LikeRequest = ValueOf<typeof likeRequest>;
