import { boolean, integer, list, object, omitEmpty, optional, text, uint32, word } from '../codec.ts';
import type { ValueOf } from '../codec.ts';
import { usually } from './usually.ts';

/** What a joining node does, in this order. */
export const joinSteps = ['token', 'root', 'digest', 'key', 'request', 'signature', 'answer', 'session'] as const;
export type JoinStepName = (typeof joinSteps)[number];

/** `POST /lab/v1/joins`: lets one simulated node join, and tells of each step. */
export const joinOrder = object({
  /** Its host name; left out, the next free one of the role. */
  Name: omitEmpty(text),
  /** Of which the lab's own token is taken, where none is given. */
  Role: usually<'worker' | 'manager'>('worker'),
  /** The whole token of somebody's, right or wrong. It is in no answer. */
  Token: omitEmpty(text),
  /** It goes on by itself. */
  FullSpeed: omitEmpty(boolean),
});
export type JoinOrder = ValueOf<typeof joinOrder>;

/** `POST /lab/v1/joins/{id}`: one step more, all that are left, or no more. */
export const joinSteer = object({ Do: word<'next' | 'continue' | 'abort'>('next') });
export type JoinSteer = ValueOf<typeof joinSteer>;

const protection = object({ Version: text, Suite: text, Group: omitEmpty(text) });
const named = object({ ID: text, Units: list(text), Swarm: text });

/** A step that is done, with what it found out. Of the facts those are there that belong to it. */
export const joinStep = object({
  Step: word<JoinStepName>('token'),
  /** How long it took, µs of real time, without the time that it was stopped. */
  Microseconds: omitEmpty(integer),
  /** `token`: its version. `token`, `root`, `digest`: SHA-256, hexadecimal. */
  TokenVersion: omitEmpty(uint32),
  Digest: omitEmpty(text),
  /** `root`, `key`, `signature`: bytes of what came, or was made; `digest`: how many roots they are. */
  Bytes: omitEmpty(uint32),
  Certificates: omitEmpty(uint32),
  /** `root`, `session`: with whom, and how it is protected; left out in a lab without TLS. */
  Address: omitEmpty(text),
  Protection: optional(protection),
  /** `key`: SHA-256 of the DER SubjectPublicKeyInfo, hexadecimal. */
  Key: omitEmpty(text),
  /** `request`: the manager, as its certificate states it; the id that the new node has got, and whether it is a member. */
  Server: optional(named),
  NodeID: omitEmpty(text),
  Membership: usually<'pending' | 'accepted'>('accepted'),
  /** `signature`: how often it was asked for. */
  Questions: omitEmpty(uint32),
  /** `answer`: whom the certificate names, what it says besides, and who signed it. */
  Subject: optional(named),
  Names: omitEmpty(list(text)),
  Serial: omitEmpty(text),
  NotBefore: omitEmpty(integer),
  NotAfter: omitEmpty(integer),
  Issuer: omitEmpty(text),
  /** `session`: its id. */
  Session: omitEmpty(text),
});
export type LabJoinStep = ValueOf<typeof joinStep>;

const message = object({
  Way: word<'sent' | 'received'>('sent'),
  Method: text,
  /** What was in it, with secrets masked. */
  Text: text,
});
export type LabJoinMessage = ValueOf<typeof message>;

/** How it ended. */
const ending = object({
  Outcome: word<'joined' | 'refused' | 'aborted' | 'abandoned'>('joined'),
  /** Where it failed; empty for one that has joined. */
  Step: omitEmpty(text),
  Code: omitEmpty(text),
  Message: omitEmpty(text),
  Expected: omitEmpty(text),
  Next: omitEmpty(text),
  /** The id of a node that the swarm knows from now on, and that nobody is. */
  Left: omitEmpty(text),
});
export type LabJoinEnding = ValueOf<typeof ending>;

/** A line of what `POST /lab/v1/joins` answers: one thing that has happened. */
export const joinLine = object({
  /** In the first one: by which id it is steered, and what it is. */
  ID: omitEmpty(text),
  Name: omitEmpty(text),
  Role: omitEmpty(text),
  /** A step is done; `Stopped`: nothing more happens until it is told to. */
  Step: optional(joinStep),
  Stopped: omitEmpty(boolean),
  /** So long it stands there, ms of real time: then the lab ends it. */
  StandsMs: omitEmpty(uint32),
  Message: optional(message),
  /** The manager was not reached: the steps from `root` on begin anew after so many ms. */
  AgainInMs: omitEmpty(uint32),
  Why: omitEmpty(text),
  /** In the last one. */
  Ended: optional(ending),
});
export type JoinLine = ValueOf<typeof joinLine>;
