import type { Calling } from '../../packages/core/src/swarm/authorise.ts';
import type { Change, DecisionContext, Effect } from '../../packages/core/src/swarm/decision.ts';
import type { SignedRequest, SigningResult } from '../../packages/core/src/swarm/issue.ts';
import type { RootMaterial } from '../../packages/core/src/swarm/root-material.ts';
import type { Node, NodeCertificate, NodeDescription } from '../../packages/core/src/swarm/state.ts';
import type { SwarmView } from '../../packages/core/src/swarm/view.ts';
import type { Role } from '../../packages/core/src/x509/profile.ts';
import { hash } from 'node:crypto';
import type { Judge } from './judge.ts';
import type { Pool } from './pool.ts';

export const day = 24 * 3_600_000;

/** What is the same in all states of a model. */
export interface Setting {
  readonly pool: Pool;
  readonly judge: Judge;
  /** Nodes that renew at a time during a rotation. */
  readonly window: number;
}

/** What a node keeps on its disk. Its key is bound to its id, see `Pool`. */
export interface Disk {
  readonly nodeId: string;
  /** PEM bundle */
  readonly root: string;
  /** Leaf, then intermediates: PEM. */
  readonly chain: string;
}

/** A certificate that is asked for and has not come. */
interface Renewal {
  readonly csr: string;
  /** Whether anybody has been asked, on a connection that still stands. */
  readonly isUnderWay: boolean;
  /** To join, until there is an identity: the root that was downloaded, PEM. */
  readonly joining?: string;
}

/** A machine: what survives a crash, and what does not. */
export interface Machine {
  readonly name: string;
  readonly isUp: boolean;
  readonly disk?: Disk | undefined;
  /** A join token that its user has given it. */
  readonly token?: string | undefined;
  /** Its session, by the number of the connection. */
  readonly link?: number | undefined;
  readonly renewal?: Renewal | undefined;
  /** It has been told to renew, or the last attempt failed. */
  readonly wants: boolean;
  readonly desiredRole: Role;
  /** Version of its row when it was last told to renew. */
  readonly rotateVersion?: number | undefined;
}

/** What is under way between machines. A connection names who is at its ends when it is opened, and never again. */
export type Message = (Request | News) & { readonly isDelayed?: boolean };

type Request =
  | {
      readonly kind: 'register';
      readonly machine: string;
      readonly link: number;
      readonly calling: Calling;
      readonly description: NodeDescription;
    }
  | {
      readonly kind: 'ask';
      readonly machine: string;
      readonly csr: string;
      readonly token: string;
      readonly calling: Calling;
    };

type News =
  | {
      readonly kind: 'told';
      readonly machine: string;
      readonly link: number;
      readonly node: Node;
      readonly root: string;
    }
  | {
      readonly kind: 'answer';
      readonly machine: string;
      readonly csr: string;
      readonly nodeId: string;
      readonly certificate: NodeCertificate;
    };

/** What is to happen once a decision lasts. */
export type Acknowledgement =
  | { readonly kind: 'registered'; readonly nodeId: string; readonly link: number }
  | { readonly kind: 'accepted'; readonly waiter: Waiter }
  | { readonly kind: 'removed'; readonly nodeId: string }
  | { readonly kind: 'updated'; readonly target: string };

/** A decision that waits for the disk. */
export interface Decided {
  readonly changes: readonly Change[];
  readonly effects: readonly Effect[];
  readonly acknowledgement: Acknowledgement | undefined;
}

/** Whoever waits for the outcome of a request. */
interface Waiter {
  readonly machine: string;
  readonly csr: string;
  readonly nodeId: string;
}

/** A certificate that is being signed. */
export interface Signature extends SignedRequest {
  readonly result: SigningResult;
  readonly isDelayed?: boolean;
}

/** What the leading manager has in its memory. */
export interface Leader {
  readonly nodeId: string;
  /** Sessions by node: the connection, and whether there is news for it. */
  readonly links: Readonly<Record<string, { readonly link: number; readonly hasNews: boolean }>>;
  readonly waiters: readonly Waiter[];
  /** Nodes whose request is to be signed. */
  readonly queue: readonly string[];
  readonly signatures: readonly Signature[];
  /** What it signs with; it takes over another root when it is told to. */
  readonly material: RootMaterial;
  readonly reconciles: boolean;
  readonly followsRoles: boolean;
}

/** The CA outside of the swarm: it signs for one root, refuses for good, is away, or signs with another key. */
type ExternalCa = { readonly root: number; readonly mood: 'able' | 'away' | 'wrong' | 'refusing' };

/** What can still happen from outside, by kind and how often. */
export type Budget = Readonly<Record<string, number>>;

/** What has been promised, remembered beside the swarm so that it can be compared with it. */
interface Promises {
  readonly members: readonly string[];
  readonly removed: readonly string[];
  /** Tokens that were replaced. */
  readonly oldTokens: readonly string[];
  /** Roots that a completed rotation replaced, and that nobody has wanted back: PEM. */
  readonly oldRoots: readonly string[];
  /** The root that the last acknowledged update wanted: PEM. */
  readonly target: string;
  /** Machines that were sent a root, could not take it over, and should have. */
  readonly baffled: readonly string[];
}

/** All there is, at one moment. */
export interface World {
  readonly now: number;
  /** On the disk of the managers. */
  readonly lasting: SwarmView;
  /** With what has been decided and is not on the disk yet. */
  readonly decided: SwarmView;
  readonly batch: readonly Decided[];
  readonly leader: Leader | undefined;
  readonly machines: Readonly<Record<string, Machine>>;
  readonly messages: readonly Message[];
  readonly externalCa: ExternalCa;
  readonly budget: Budget;
  /** Whether the leader asks those again whose report does not come: where nothing gets lost it need not. */
  readonly asksAgain: boolean;
  /** Whether managers renew for other reasons than a rotation, by which they may lose those who missed its end. */
  readonly mayStrand: boolean;
  readonly promises: Promises;
  /** Counts requests, connections and draws of chance. */
  readonly serial: number;
  /** The next root of the pool that nobody has seen. */
  readonly nextRoot: number;
}

export function machineOf(world: World, nodeId: string): Machine | undefined {
  return Object.values(world.machines).find(({ disk }) => disk?.nodeId === nodeId);
}

export function withMachine(world: World, name: string, change: Partial<Machine>): World {
  const before = world.machines[name];
  if (before === undefined) throw new Error(`there is no machine ${name}`);
  return { ...world, machines: { ...world.machines, [name]: { ...before, ...change } } };
}

export function withMessage(world: World, message: Message): World {
  return { ...world, messages: [...world.messages, message] };
}

export function withoutMessage(world: World, message: Message): World {
  return { ...world, messages: world.messages.filter((other) => other !== message) };
}

export function withLeader(world: World, change: Partial<Leader>): World {
  return world.leader ? { ...world, leader: { ...world.leader, ...change } } : world;
}

/** Time, and chance that depends on what has happened before alone. */
export function contextOf({ now, serial }: World): DecisionContext {
  let drawn = 0;
  const random = (length: number): Uint8Array => hash('sha256', `${serial} ${drawn++}`, 'buffer').subarray(0, length);
  return { now, random };
}
