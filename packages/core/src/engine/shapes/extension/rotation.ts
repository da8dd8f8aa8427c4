import { boolean, integer, list, object, omitEmpty, optional, text, word } from '../codec.ts';
import type { ValueOf } from '../codec.ts';

/** A root of the swarm. */
const labRoot = object({
  /** SHA-256 of its bundle, `sha256:…`: a node's row names whom it trusts by that. */
  Digest: text,
  /** SHA-256 of its DER SubjectPublicKeyInfo, `sha256:…`: a node's row names who signed its certificate by that. */
  Issuer: text,
});

/** The swarm as a whole, without its secrets. */
export const labSwarm = object({
  /** O of every certificate. */
  ID: text,
  /** Of what `GET /swarm` answers: when it is another one, that is. */
  Version: omitEmpty(integer),
  Root: labRoot,
  /** The root on its way in, and since when; left out while none is. */
  Rotation: optional(object({ Root: labRoot, Since: integer, Awaited: omitEmpty(integer) })),
  /** SHA-256 of the whole token, `sha256:…`: that a token is another one is seen by it, and no more. */
  WorkerToken: text,
  ManagerToken: text,
  /** Managers have to be unlocked when they are started. */
  Autolock: omitEmpty(boolean),
  /** The id of the node that leads; empty while none does. */
  Leader: omitEmpty(text),
  Nodes: integer,
});
export type LabSwarm = ValueOf<typeof labSwarm>;

/** How a node stands to the root of its swarm, where there is something to say. */
export const labStanding = object({
  ID: text,
  Name: omitEmpty(text),
  /** Who signed its certificate, and whom it trusts, as it reported: as in its row. */
  Issuer: omitEmpty(text),
  Root: omitEmpty(text),
  /** Why a rotation waits for it; left out when none does. */
  Why: omitEmpty(word<'' | 'queued' | 'told' | 'signing' | 'reporting' | 'away' | 'never-reported' | 'stranded'>('')),
  /** Since when it waits: lab time, ms since epoch. */
  Since: omitEmpty(integer),
  /** No manager can reach it any more, whatever is done here. */
  Stranded: omitEmpty(boolean),
  /** What frees it, or the rotation from it: a sentence with Docker's own commands. */
  Next: omitEmpty(text),
});
export type LabStanding = ValueOf<typeof labStanding>;

/** `GET /lab/v1/rotation` */
export const labRotation = object({
  /** `none`; `renewing`: nodes are waited for; `completing`: none is any more. */
  Phase: word<'none' | 'renewing' | 'completing'>('none'),
  /** Lab time, ms since epoch. */
  Since: optional(integer),
  /** The root that nodes trust. */
  Old: labRoot,
  /** The root on its way in. */
  New: optional(labRoot),
  Nodes: integer,
  /** Whose certificate is of the issuer that all are to have. */
  Converged: omitEmpty(integer),
  /** Those that are waited for, and those that are stranded, whether a rotation is under way or not. */
  Standings: omitEmpty(list(labStanding)),
});
export type LabRotation = ValueOf<typeof labRotation>;
