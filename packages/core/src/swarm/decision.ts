import type { Role } from '../x509/profile.ts';
import type { Needs } from './needs.ts';
import type { Cluster, Node, SecretName } from './state.ts';

/** One row that changes. */
export type Change =
  | { readonly kind: 'cluster'; readonly cluster: Cluster }
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'node-removed'; readonly nodeId: string }
  /** A secret without a value is deleted for good. */
  | { readonly kind: 'secret'; readonly name: SecretName; readonly value: string | undefined };

/** Something to be done once the rows are written. */
export type Effect =
  /** Have this node's request signed. */
  | { readonly kind: 'sign'; readonly nodeId: string }
  /** Tell a node what has changed about itself, and whoever waits for its certificate. */
  | { readonly kind: 'tell-node'; readonly nodeId: string }
  /** Tell every node what has changed for all of them: the root to trust, or where managers are. */
  | { readonly kind: 'tell-everyone' }
  /** The root or what signs for it is another now: sign with that from here on. */
  | { readonly kind: 'reload-issuer' }
  /** The external CAs are others now; what signs otherwise stays as it was. */
  | { readonly kind: 'reload-external-cas' }
  /** The key that managers encrypt their keys with is another now, or there is none any more. */
  | { readonly kind: 'lock-managers' }
  /** See whether a node's role has to follow the one that is desired for it. */
  | { readonly kind: 'follow-roles' }
  /** See whether a rotation can go on. */
  | { readonly kind: 'reconcile' }
  /** Have a node open another session, in which it reports. */
  | { readonly kind: 'renew-session'; readonly nodeId: string }
  /** End the sessions of a node that is no member any more. */
  | { readonly kind: 'disconnect'; readonly nodeId: string };

/** What happened, for people: a line of the timeline. It holds no secret and nothing is ever rebuilt from it. */
export interface JournalEntry {
  /** ms since epoch */
  readonly at: number;
  readonly event: JournalEvent;
  readonly nodeId?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
}

/** All that can happen, by name. */
export const journalEvents = [
  'swarm-created',
  'swarm-updated',
  'node-accepted',
  'node-renewing',
  'certificate-issued',
  'certificate-failed',
  'node-registered',
  'node-status',
  'node-updated',
  'node-promoted',
  'node-demoted',
  'node-removed',
  'manager-joined',
  'manager-refused',
  'leader-elected',
  'token-rotated',
  'unlock-key-rotated',
  'autolock-on',
  'autolock-off',
  'rotation-started',
  'rotation-replaced',
  'rotation-key-replaced',
  'rotation-aborted',
  'rotation-batch',
  'rotation-completed',
  'root-key-forgotten',
  'root-key-stored',
  /** Of a lab alone: its time has come to where it was to stop. */
  'clock-stopped',
] as const;
export type JournalEvent = (typeof journalEvents)[number];

/** A command that is carried out. */
export interface Accepted<Reply> {
  readonly outcome: 'accepted';
  readonly changes: readonly Change[];
  readonly entry: JournalEntry | undefined;
  readonly effects: readonly Effect[];
  readonly reply: Reply;
}

/** What a command comes to; a refusal is thrown as a `Refusal`. */
export type Decision<Reply = void> = Accepted<Reply> | Needs;

/** Time and chance, as a decision gets them. */
export interface DecisionContext {
  /** Lab time, ms since epoch. */
  readonly now: number;
  readonly random: (length: number) => Uint8Array;
}

/** Nothing to do. */
export function nothing<Reply>(reply: Reply): Accepted<Reply> {
  return { outcome: 'accepted', changes: [], entry: undefined, effects: [], reply };
}

/** The secret that holds the join token of a role. */
export function tokenSecret(role: Role): 'managerToken' | 'workerToken' {
  return role === 'manager' ? 'managerToken' : 'workerToken';
}
