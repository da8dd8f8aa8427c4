import { boolean, integer, list, object, omitEmpty, optional, text, uint32, word } from '../codec.ts';
import type { ValueOf } from '../codec.ts';
import { usually } from './usually.ts';

/** What is wrong with the machine of a simulated node. What is left out is right. */
const machineFaults = object({
  /** Nothing gets through, in one direction at least. */
  Cut: omitEmpty(boolean),
  /** It stands still, as by SIGSTOP. */
  Silenced: omitEmpty(boolean),
  /** Its clock is ahead by so much, or behind, ms. */
  SkewMs: omitEmpty(integer),
  /** So long each message takes, one way, and up to so much more or less, ms. */
  DelayMs: omitEmpty(uint32),
  JitterMs: omitEmpty(uint32),
  /** So many of its requests are lost, of the answers to them, and so many arrive twice: per cent. */
  LostRequests: omitEmpty(uint32),
  LostAnswers: omitEmpty(uint32),
  Repeated: omitEmpty(uint32),
  /** So much longer every write takes, ms. */
  DiskSlowMs: omitEmpty(uint32),
  /** Every write fails. */
  DiskError: omitEmpty(word<'' | 'ENOSPC' | 'EIO'>('')),
});
export type MachineFaultsState = ValueOf<typeof machineFaults>;

/** `POST /lab/v1/nodes/{node}/faults`: what is to be wrong from now on. What is left out stays as it is, 0 puts it right. */
export const faultChange = object({
  SkewMs: optional(integer),
  DelayMs: optional(uint32),
  JitterMs: optional(uint32),
  LostRequests: optional(uint32),
  LostAnswers: optional(uint32),
  Repeated: optional(uint32),
  DiskSlowMs: optional(uint32),
  DiskError: optional(word<'' | 'ENOSPC' | 'EIO'>('')),
});
export type FaultChange = ValueOf<typeof faultChange>;

/** A node of the lab's swarm, in some 400 bytes. What is left out is the usual, or nothing. */
export const labNodeRow = object({
  ID: text,
  Name: omitEmpty(text),
  /** `here`: it is simulated and runs; `stopped`: it is simulated; `outside`: somebody else's machine. */
  Place: usually<'here' | 'stopped' | 'outside'>('here'),
  /** The role of which its certificates are. */
  Role: usually<'worker' | 'manager'>('worker'),
  DesiredRole: usually<'worker' | 'manager'>('worker'),
  /** As Docker's `Status.State`; `removed` for one that is a member no more and has a machine here still. */
  State: usually<'unknown' | 'down' | 'ready' | 'disconnected' | 'removed'>('ready'),
  /** Nothing has been heard of it since then at the latest: of one that is not ready; lab time, ms since epoch. */
  SilentSince: omitEmpty(integer),
  Availability: usually<'active' | 'pause' | 'drain'>('active'),
  /** It serves as a manager, and leads. */
  Manager: omitEmpty(boolean),
  Leader: omitEmpty(boolean),
  /** How far its certificate has come. */
  Issuance: usually<'unknown' | 'renew' | 'pending' | 'issued' | 'failed' | 'rotate'>('issued'),
  /** Of its certificate: hexadecimal, and ms since epoch, as what follows. */
  Serial: omitEmpty(text),
  NotBefore: omitEmpty(integer),
  NotAfter: omitEmpty(integer),
  /** It renews at a moment that it has drawn from here on … */
  RenewFrom: omitEmpty(integer),
  /** … to here. */
  RenewUntil: omitEmpty(integer),
  /** Who signed it: SHA-256 of the DER SubjectPublicKeyInfo, `sha256:…`. */
  Issuer: omitEmpty(text),
  /** Whom it trusts: SHA-256 of its bundle, `sha256:…`; what join tokens carry of the same bundle. */
  Root: omitEmpty(text),
  Faults: optional(machineFaults),
  /** What went wrong last and has not gone well since. */
  Error: omitEmpty(text),
});
export type LabNodeRow = ValueOf<typeof labNodeRow>;

/** `GET /lab/v1/nodes`: all of them, as they were at a version. */
export const labNodes = object({ Version: integer, Nodes: list(labNodeRow) });
export type LabNodes = ValueOf<typeof labNodes>;

/** `POST /lab/v1/nodes/{node}/…`: what can be done to the machine of a simulated node that runs, without a word more. */
export const nodeActions = ['stop', 'cut', 'heal', 'silence', 'wake', 'renew'] as const;
export type NodeAction = (typeof nodeActions)[number];

/** `POST /lab/v1/nodes/{node}/start` */
export const startRequest = object({
  /** Of a locked manager that was away when the unlock key changed: the one before, as it was printed. */
  UnlockKey: omitEmpty(text),
});

/** `POST /lab/v1/nodes` */
export const addNodes = object({
  /** 1 to 10 000; left out, as many as there are names. */
  Count: omitEmpty(uint32),
  Role: usually<'worker' | 'manager'>('worker'),
  /** Host names; what is left out is named after the role: `worker-7`. */
  Names: omitEmpty(list(text)),
});
export type AddNodes = ValueOf<typeof addNodes>;

/** A line of what `POST /lab/v1/nodes` answers. */
export const addProgress = object({
  /** So many have joined by now, of so many. */
  Joined: integer,
  Of: integer,
  /** Of those that could not: the first hundred. */
  Failed: omitEmpty(list(object({ Name: text, Error: text }))),
  /** How many that are. */
  Failures: omitEmpty(integer),
  /** It is the last line. */
  Done: omitEmpty(boolean),
});
export type AddProgress = ValueOf<typeof addProgress>;
