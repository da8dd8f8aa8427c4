import type { Clock } from '../clock/clock.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { ExternalCas } from '../manager/external-cas.ts';
import { Manager } from '../manager/manager.ts';
import type { ManagerOptions } from '../manager/manager.ts';
import type { Quorum } from '../manager/quorum.ts';
import { connectVerified } from '../node/connection.ts';
import { wait } from '../node/waiting.ts';
import type { Remotes } from '../node/remotes.ts';
import { Problem } from '../problem.ts';
import { addManager, managersOf, mayServe } from '../swarm/managers.ts';
import { RaftMembership } from '../wire/gen/swarmkit_pb.ts';
import { parseAddress } from '../wire/address.ts';
import type { Credentials } from '../wire/credentials.ts';
import { roleOf } from '../x509/identity.ts';
import type { Network, RefusedConnection } from '../wire/network.ts';
import { LabProblem } from './problem.ts';
import type { Kek } from '../keyfile/kek.ts';
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
  /** Renews as soon as the node lives. */
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
  /** Ends all this. */
  readonly signal: AbortSignal;
  readonly onRefused: (refused: RefusedConnection) => void;
  readonly onFailure: (problem: Problem) => void;
  readonly onError: (error: unknown) => void;
}

/** How long the leader may take to call back, ms of real time. */
const joinTimeoutMs = 25_000;
/** A manager that could not begin is tried again after this time, ms of real time. */
const retryMs = 1_000;

interface Running {
  readonly manager: Manager;
  /** The node that it runs on. */
  readonly hosted: Hosted;
}

/**
 * The managers that run in a lab: one for each of its running nodes that is to be one. A node becomes a manager when it
 * has a manager's certificate, by asking the leader (docs/protocol.md §12.4), and stops being one when it is no longer
 * among them.
 */
export class ManagerHost {
  readonly #options: ManagerHostOptions;
  readonly #managers = new Map<string, Running>();
  readonly #hosted = new Map<string, Hosted>();
  readonly #starting = new Map<string, Promise<void>>();

  constructor(options: ManagerHostOptions) {
    this.#options = options;
    options.quorum.onEffect((effect) => {
      const { kind } = effect;
      if (kind === 'tell-everyone' || kind === 'disconnect') this.#dismissDemoted();
      // It may be promoted again before it has noticed that it was demoted: its certificate is as good as before then.
      if (kind === 'tell-node') this.#followSoon(this.#hosted.get(effect.nodeId));
      if (kind === 'lock-managers') this.#lockSoon();
    });
    options.quorum.onLeader(() => {
      for (const { manager } of this.#managers.values())
        this.#noteAddress(manager).catch((error) => this.#report(error));
    });
  }

  /** A manager that runs, by the id of its node. */
  get(nodeId: string): Manager | undefined {
    return this.#managers.get(nodeId)?.manager;
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
    credentials.onChange(() => this.#heed(hosted));
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
    await this.#started(nodeId);
    await this.#dismiss(nodeId);
  }

  /** Once the signal has been given. */
  async close(): Promise<void> {
    await Promise.all([...this.#starting.keys()].map((nodeId) => this.#started(nodeId)));
    await Promise.all([...this.#managers.values()].map(({ manager }) => manager.close()));
    this.#managers.clear();
  }

  /** Settles when a manager that is starting has started, or failed to: why is for others to hear. */
  async #started(nodeId: string): Promise<void> {
    await Promise.allSettled([this.#starting.get(nodeId)]);
  }

  /** Begins a manager where there is to be one, and ends one where there is not. */
  async #follow(hosted: Hosted): Promise<void> {
    const { nodeId } = hosted.credentials.identity;
    const isGone = (): boolean => this.#hosted.get(nodeId) !== hosted || this.#options.signal.aborted;
    if (isGone()) return;
    const isToBegin = !this.#managers.has(nodeId) && this.#isToManage(hosted);
    // The certificate of a worker that is on its way to it may have got lost: it has to have another one first.
    if (isToBegin && !this.#mayServe(nodeId)) this.#renew(hosted);
    else if (isToBegin) {
      const starting = this.#starting.get(nodeId) ?? this.#start(hosted).finally(() => this.#starting.delete(nodeId));
      this.#starting.set(nodeId, starting);
      await starting;
    }
    if (!isGone() && roleOf(hosted.credentials.identity) !== 'manager') await this.#dismiss(nodeId);
  }

  /** A renewal may have written an unlock key that has been replaced meanwhile; so the files are looked at again. */
  #heed(hosted: Hosted): void {
    this.#followSoon(hosted);
    if (this.#managers.has(hosted.credentials.identity.nodeId)) this.#lockSoon();
  }

  /** What keeps a manager from running may pass: a disk that is full, a leader that does not answer. */
  #followSoon(hosted: Hosted | undefined): void {
    // Whoever has begun it tries again.
    if (hosted === undefined || this.#starting.has(hosted.credentials.identity.nodeId)) return;
    this.#follow(hosted).catch((error: unknown) => {
      this.#report(error);
      this.#later(retryMs, () => this.#followSoon(hosted));
    });
  }

  #later(ms: number, action: () => void): void {
    // It rejects when all this ends, and with nothing else.
    wait(this.#options.realTime, ms, this.#options.signal).then(action, () => undefined);
  }

  /** A demoted node has a manager's certificate until it has renewed. */
  #isToManage({ credentials: { identity } }: Hosted): boolean {
    return roleOf(identity) === 'manager' && this.#options.quorum.state.nodes.get(identity.nodeId)?.role === 'manager';
  }

  #mayServe(nodeId: string): boolean {
    const node = this.#options.quorum.state.nodes.get(nodeId);
    return node !== undefined && mayServe(node);
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
    const layOpen = await vault.admit(store, this.#kek());
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
    }).catch((error: unknown) => {
      vault.release(store);
      throw error;
    });
    this.#managers.set(nodeId, { manager, hosted });
    try {
      await this.#takePart(hosted, manager);
    } catch (error) {
      // One that was demoted while it began has nothing to complain of.
      if (this.#isToManage(hosted)) this.#report(error);
      await this.#dismiss(nodeId);
      this.#later(retryMs, () => this.#followSoon(hosted));
      return;
    }
    if (layOpen) this.#renew(hosted);
  }

  async #takePart(hosted: Hosted, manager: Manager): Promise<void> {
    const { nodeId, address } = manager;
    // It runs before it is among them: otherwise they would for a moment be one more, of whom one does not run.
    await this.#options.quorum.enter(manager);
    if (this.#isMember(nodeId)) await this.#noteAddress(manager);
    else await this.#ask(hosted, address);
    // It may have been demoted again by now, which nobody could tell it before.
    if (!this.#isMember(nodeId)) throw notAmongThem(nodeId);
  }

  /** Where it listened before; if somebody else does that now, elsewhere. */
  async #open(nodeId: string, options: Omit<ManagerOptions, 'host' | 'port'>): Promise<Manager> {
    const { quorum, host, port } = this.#options;
    const known = quorum.state.nodes.get(nodeId)?.manager?.addr ?? '';
    const isEldest = managersOf(quorum.state)[0]?.id === nodeId;
    if (isEldest && (port !== 0 || known === '')) return Manager.open({ ...options, host, port });
    if (known === '') return Manager.open({ ...options, host, port: 0 });
    try {
      // What the rows say of the host does not count: a lab listens where it was told to, and nowhere else.
      return await Manager.open({ ...options, host, port: parseAddress(known).port });
    } catch (error) {
      if (!isInUse(error)) throw error;
      return Manager.open({ ...options, host, port: 0 });
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
    const { signal } = this.#options;
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
      if (this.#isMember(nodeId) || this.#starting.has(nodeId)) continue;
      this.#dismiss(nodeId).catch(this.#options.onError);
    }
  }

  /** At best: a renewal that fails is tried again by the node itself. */
  #renew({ renewNow }: Hosted): void {
    renewNow().catch(() => undefined);
  }

  async #dismiss(nodeId: string): Promise<void> {
    const running = this.#managers.get(nodeId);
    if (running === undefined) return;
    const { quorum, vault } = this.#options;
    this.#managers.delete(nodeId);
    vault.release(running.hosted.store);
    await quorum.leave(nodeId);
    await running.manager.close();
  }

  #kek(): Kek {
    const { cluster, secrets } = this.#options.quorum.state;
    return kekOf(secrets.unlockKey, cluster.version);
  }

  /** The key with which managers lock their files is this now; those that do not run follow when they do again. */
  async #lock(): Promise<void> {
    if (!(await this.#options.vault.lock(this.#kek()))) return;
    // The keys that lay on the disk in plain form are not to be the live ones any more.
    for (const { hosted } of this.#managers.values()) this.#renew(hosted);
  }

  /** A disk that did not take it is tried again, as long as it takes. */
  #lockSoon(): void {
    this.#lock().catch((error: unknown) => {
      this.#report(error);
      this.#later(retryMs, () => this.#lockSoon());
    });
  }
}

function notAmongThem(nodeId: string): LabProblem {
  return new LabProblem('no-manager', `${nodeId} was demoted while it was becoming a manager`);
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
