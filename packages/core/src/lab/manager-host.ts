import type { Clock } from '../clock/clock.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import type { Kek } from '../keyfile/kek.ts';
import { ExternalCas } from '../manager/external-cas.ts';
import { Manager } from '../manager/manager.ts';
import type { ManagerOptions } from '../manager/manager.ts';
import type { Quorum } from '../manager/quorum.ts';
import { connectVerified } from '../node/connection.ts';
import type { Remotes } from '../node/remotes.ts';
import { Problem } from '../problem.ts';
import { addManager, managersOf } from '../swarm/managers.ts';
import { RaftMembership } from '../wire/gen/swarmkit_pb.ts';
import { parseAddress } from '../wire/address.ts';
import type { Credentials } from '../wire/credentials.ts';
import { roleOf } from '../wire/identity.ts';
import type { Network, RefusedConnection } from '../wire/network.ts';
import { LabProblem } from './problem.ts';
import { kekOf } from './vault.ts';
import type { Vault } from './vault.ts';

/** A node that may run a manager. */
export interface Hosted {
  readonly credentials: Credentials;
  readonly remotes: Remotes;
  readonly store: IdentityStore;
  readonly network: Network;
  /** Lab time, as the node sees it. */
  readonly clock: Clock;
  readonly renewNow: () => Promise<void>;
}

export interface ManagerHostOptions {
  readonly quorum: Quorum;
  readonly vault: Vault;
  readonly host: string;
  /** Of the first manager; 0 takes a free one. */
  readonly port: number;
  readonly realTime: Clock;
  /** Says why lab time is not real time, if it is not. */
  readonly whyAway: () => string | undefined;
  /** What the lab's own nodes call themselves. */
  readonly ownAgent: string;
  readonly onRefused: (refused: RefusedConnection) => void;
  readonly onFailure: (problem: Problem) => void;
  readonly onError: (error: unknown) => void;
}

/** How long the leader may take to call back, ms of real time. */
const joinTimeoutMs = 25_000;
/** A manager that could not begin is tried again after this time, ms of real time. */
const retryMs = 1_000;

/**
 * The managers that run in a lab: one for each of its running nodes that is to be one. A node becomes a manager when it
 * has a manager's certificate, by asking the leader (docs/protocol.md §12.4), and stops being one when it is no longer
 * among them.
 */
export class ManagerHost {
  readonly #options: ManagerHostOptions;
  readonly #managers = new Map<string, Manager>();
  readonly #hosted = new Map<string, Hosted>();
  readonly #starting = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: ManagerHostOptions) {
    this.#options = options;
    options.quorum.onEffect(({ kind }) => {
      if (kind === 'tell-everyone' || kind === 'disconnect') this.#dismissDemoted();
      if (kind === 'lock-managers') this.#lockSoon();
    });
    options.quorum.onLeader(() => {
      for (const manager of this.#managers.values()) this.#noteAddress(manager).catch((error) => this.#report(error));
    });
  }

  /** A manager that runs, by the id of its node. */
  get(nodeId: string): Manager | undefined {
    return this.#managers.get(nodeId);
  }

  /** Whether a node lives here. */
  isHosted(nodeId: string): boolean {
    return this.#hosted.has(nodeId);
  }

  /**
   * A node of this process begins to live; as long as it does, a manager runs whenever it is one.
   *
   * @throws what keeps a manager from opening its port, or from writing; what goes wrong later is tried again
   */
  async add(hosted: Hosted): Promise<void> {
    const { credentials } = hosted;
    const { nodeId } = credentials.identity;
    this.#hosted.set(nodeId, hosted);
    credentials.onChange(() => this.#followLater(hosted, 0));
    try {
      await this.#follow(hosted);
    } catch (error) {
      this.#hosted.delete(nodeId);
      throw error;
    }
  }

  /** A node stops living. */
  async remove(nodeId: string): Promise<void> {
    this.#hosted.delete(nodeId);
    await this.#starting.get(nodeId);
    await this.#dismiss(nodeId);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#starting.values());
    await Promise.all([...this.#managers.values()].map((manager) => manager.close()));
    this.#managers.clear();
  }

  async #follow(hosted: Hosted): Promise<void> {
    const { nodeId } = hosted.credentials.identity;
    if (!this.#isToManage(hosted) || this.#managers.has(nodeId) || this.#closing.signal.aborted) return;
    const starting = this.#starting.get(nodeId) ?? this.#start(hosted).finally(() => this.#starting.delete(nodeId));
    this.#starting.set(nodeId, starting);
    await starting;
  }

  /** What keeps a manager from running may pass: a disk that is full, a leader that does not answer. */
  #followLater(hosted: Hosted, delayMs: number): void {
    const follow = (): void => {
      this.#follow(hosted).catch((error: unknown) => {
        this.#report(error);
        this.#followLater(hosted, retryMs);
      });
    };
    if (this.#closing.signal.aborted) return;
    if (delayMs === 0) return follow();
    const timer = this.#options.realTime.after(delayMs, follow);
    this.#closing.signal.addEventListener('abort', () => timer.cancel(), { once: true });
  }

  /** A demoted node has a manager's certificate until it has renewed. */
  #isToManage(hosted: Hosted): boolean {
    const { identity } = hosted.credentials;
    if (this.#hosted.get(identity.nodeId) !== hosted) return false;
    return roleOf(identity) === 'manager' && this.#options.quorum.state.nodes.get(identity.nodeId)?.role === 'manager';
  }

  #isMember(nodeId: string): boolean {
    return this.#options.quorum.state.nodes.get(nodeId)?.manager !== undefined;
  }

  #report(error: unknown): void {
    const { onFailure, onError } = this.#options;
    if (error instanceof Problem) onFailure(error);
    else onError(error);
  }

  async #start(hosted: Hosted): Promise<void> {
    const { quorum, vault, realTime, onRefused, onFailure, onError, whyAway, ownAgent } = this.#options;
    const { credentials, store, network, clock } = hosted;
    const { nodeId } = credentials.identity;
    await vault.admit(store, this.#kek());
    const externalCas = new ExternalCas({
      credentials,
      state: () => quorum.state,
      clock,
      realTime,
      whyAway,
      onFailure,
    });
    const manager = await this.#open(nodeId, {
      quorum,
      credentials,
      network,
      externalCas,
      clock,
      outsiders: { ownAgent, whyAway },
      isHosted: (id) => this.isHosted(id),
      onRefused,
      onError,
    });
    this.#managers.set(nodeId, manager);
    try {
      await this.#takePart(hosted, manager);
    } catch (error) {
      this.#report(error);
      await this.#dismiss(nodeId);
      this.#followLater(hosted, retryMs);
    }
  }

  async #takePart(hosted: Hosted, manager: Manager): Promise<void> {
    const { nodeId, address } = manager;
    // It runs before it is among them: otherwise they would for a moment be one more, of whom one does not run.
    await this.#options.quorum.enter(manager);
    if (this.#isMember(nodeId)) await this.#noteAddress(manager);
    else await this.#ask(hosted, address);
    // It may have been demoted again by now, which nobody could tell it before.
    if (!this.#isMember(nodeId)) throw notAmongThem(nodeId);
    await this.#lock();
  }

  /** Where it listened before; if somebody else does that now, elsewhere. */
  async #open(nodeId: string, options: Omit<ManagerOptions, 'host' | 'port'>): Promise<Manager> {
    const { quorum, host, port } = this.#options;
    const known = quorum.state.nodes.get(nodeId)?.manager?.addr ?? '';
    const isEldest = managersOf(quorum.state)[0]?.id === nodeId;
    if (isEldest && (port !== 0 || known === '')) return Manager.open({ ...options, host, port });
    if (known === '') return Manager.open({ ...options, host, port: 0 });
    const place = parseAddress(known);
    try {
      return await Manager.open({ ...options, ...place });
    } catch (error) {
      if (!isInUse(error)) throw error;
      return Manager.open({ ...options, host: place.host, port: 0 });
    }
  }

  /** Without a leader nothing can be noted: then it is when there is one. */
  async #noteAddress({ nodeId, address }: Manager): Promise<void> {
    const { quorum } = this.#options;
    const member = quorum.state.nodes.get(nodeId)?.manager;
    if (quorum.leader === undefined || member === undefined || member.addr === address) return;
    await quorum.perform((state, context) => addManager(state, nodeId, address, context));
  }

  /** Asks the leader, as any manager that is to be would. */
  async #ask({ credentials, remotes, network, clock }: Hosted, addr: string): Promise<void> {
    const { identity, trust } = credentials;
    const { signal } = this.#closing;
    const address = remotes.pick();
    try {
      const channel = await connectVerified({ network, address, roots: trust.certificates, clock, identity, signal });
      const call = { timeoutMs: joinTimeoutMs, signal };
      await channel.unary(RaftMembership.method.join, { addr }, call).finally(() => channel.close());
    } catch (error) {
      remotes.passOver();
      throw error;
    }
  }

  #dismissDemoted(): void {
    for (const nodeId of this.#managers.keys()) {
      if (!this.#isMember(nodeId) && !this.#starting.has(nodeId)) this.#dismiss(nodeId).catch(this.#options.onError);
    }
  }

  async #dismiss(nodeId: string): Promise<void> {
    const manager = this.#managers.get(nodeId);
    if (manager === undefined) return;
    this.#managers.delete(nodeId);
    await this.#options.quorum.leave(nodeId);
    await manager.close();
  }

  /** The key with which managers lock their files is this now; those that do not run follow when they do again. */
  async #lock(): Promise<void> {
    const running = [...this.#managers.keys()].flatMap((nodeId) => this.#hosted.get(nodeId) ?? []);
    const files = running.map(({ store }) => store);
    if (!(await this.#options.vault.lock(this.#kek(), files))) return;
    // The keys that lay on the disk in plain form are not to be the live ones any more. At best: it is tried again.
    for (const { renewNow } of running) renewNow().catch(() => undefined);
  }

  #kek(): Kek {
    const { cluster, secrets } = this.#options.quorum.state;
    return kekOf(secrets.unlockKey, cluster.version);
  }

  /** A disk that did not take it is tried again, as long as it takes. */
  #lockSoon(): void {
    this.#lock().catch((error: unknown) => {
      this.#report(error);
      if (this.#closing.signal.aborted) return;
      const timer = this.#options.realTime.after(retryMs, () => this.#lockSoon());
      this.#closing.signal.addEventListener('abort', () => timer.cancel(), { once: true });
    });
  }
}

function notAmongThem(nodeId: string): LabProblem {
  return new LabProblem('no-manager', `${nodeId} was demoted while it was becoming a manager`);
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
