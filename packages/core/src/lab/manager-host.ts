import type { Clock } from '../clock/clock.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { ExternalCas } from '../manager/external-cas.ts';
import { Manager } from '../manager/manager.ts';
import type { ManagerOptions } from '../manager/manager.ts';
import type { Quorum } from '../manager/quorum.ts';
import { connectVerified } from '../node/connection.ts';
import type { Remotes } from '../node/remotes.ts';
import type { Problem } from '../problem.ts';
import { addManager, managersOf } from '../swarm/managers.ts';
import { RaftMembership } from '../wire/gen/swarmkit_pb.ts';
import { parseAddress } from '../wire/address.ts';
import type { Credentials } from '../wire/credentials.ts';
import { roleOf } from '../wire/identity.ts';
import type { Network, RefusedConnection } from '../wire/network.ts';
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
 * has the role and a manager's certificate, by asking the leader (docs/protocol.md §12.4), and stops being one when it is no longer
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
    options.quorum.onEffect((effect) => {
      const { kind } = effect;
      if (kind === 'tell-everyone') this.#dismissDemoted();
      if (kind === 'tell-node') this.#followNode(effect.nodeId).catch(options.onError);
      if (kind === 'lock-managers') this.#secureKeys().catch(options.onError);
    });
    options.quorum.onLeader(() => {
      for (const manager of this.#managers.values()) this.#noteAddress(manager).catch(options.onError);
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

  /** A node of this process begins to live; as long as it does, a manager runs whenever it is one. */
  async add(hosted: Hosted): Promise<void> {
    const { credentials } = hosted;
    this.#hosted.set(credentials.identity.nodeId, hosted);
    credentials.onChange(() => void this.#follow(hosted).catch(this.#options.onError));
    await this.#follow(hosted);
  }

  async #followNode(nodeId: string): Promise<void> {
    const hosted = this.#hosted.get(nodeId);
    if (hosted !== undefined) await this.#follow(hosted);
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
    const { identity } = hosted.credentials;
    const id = identity.nodeId;
    if (roleOf(identity) !== 'manager' || this.#managers.has(id) || this.#closing.signal.aborted) return;
    if (this.#hosted.get(id) !== hosted) return;
    // One that has been demoted, and has not renewed yet, would ask to be let in again.
    if (!this.#isToServe(id)) return;
    const starting = this.#starting.get(id) ?? this.#start(hosted).finally(() => this.#starting.delete(id));
    this.#starting.set(id, starting);
    await starting;
  }

  async #start(hosted: Hosted): Promise<void> {
    const { quorum, realTime, onRefused, onFailure, onError, whyAway, ownAgent } = this.#options;
    const { credentials, network, clock } = hosted;
    const { nodeId } = credentials.identity;
    await this.#secureKeys();
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
    // It runs before it is among them: otherwise they would for a moment be one more, of whom one does not run.
    await quorum.enter(manager);
    await this.#join(hosted, manager);
    // It may have been demoted while it began, and promoted again.
    if (!this.#managers.has(nodeId) || quorum.state.nodes.get(nodeId)?.manager !== undefined) return;
    await this.#dismiss(nodeId);
    if (this.#isToServe(nodeId)) this.#retry(hosted);
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

  async #join(hosted: Hosted, manager: Manager): Promise<void> {
    const { quorum, onError } = this.#options;
    const { nodeId } = hosted.credentials.identity;
    try {
      const isMember = quorum.state.nodes.get(nodeId)?.manager !== undefined;
      if (isMember) await this.#noteAddress(manager);
      else await this.#ask(hosted, manager.address);
    } catch (error) {
      await this.#dismiss(nodeId);
      if (!this.#isToServe(nodeId)) return;
      onError(error);
      this.#retry(hosted);
    }
  }

  #isToServe(nodeId: string): boolean {
    return this.#options.quorum.state.nodes.get(nodeId)?.role === 'manager';
  }

  /** Without a leader nothing can be noted: then it is when there is one. */
  async #noteAddress({ nodeId, address }: Manager): Promise<void> {
    const { quorum } = this.#options;
    const member = quorum.state.nodes.get(nodeId)?.manager;
    if (quorum.leader === undefined || member === undefined || member.addr === address) return;
    await quorum.perform((state, context) => addManager(state, nodeId, address, context));
  }

  #retry(hosted: Hosted): void {
    const timer = this.#options.realTime.after(retryMs, () => {
      this.#follow(hosted).catch(this.#options.onError);
    });
    this.#closing.signal.addEventListener('abort', () => timer.cancel(), { once: true });
  }

  /** Asks the leader, as any manager that is to be would. */
  async #ask({ credentials, remotes, network, clock }: Hosted, addr: string): Promise<void> {
    const { identity, trust } = credentials;
    const channel = await connectVerified({
      network,
      address: remotes.pick(),
      roots: trust.certificates,
      clock,
      identity,
      signal: this.#closing.signal,
    });
    try {
      await channel.unary(RaftMembership.method.join, { addr }, { timeoutMs: joinTimeoutMs });
    } finally {
      channel.close();
    }
  }

  #dismissDemoted(): void {
    const { quorum, onError } = this.#options;
    for (const nodeId of this.#managers.keys()) {
      const isMember = quorum.state.nodes.get(nodeId)?.manager !== undefined;
      if (!isMember && !this.#starting.has(nodeId)) this.#dismiss(nodeId).catch(onError);
    }
  }

  async #dismiss(nodeId: string): Promise<void> {
    const manager = this.#managers.get(nodeId);
    if (manager === undefined) return;
    this.#managers.delete(nodeId);
    await this.#options.quorum.leave(nodeId);
    await manager.close();
  }

  /** Those that run as managers, or are about to, keep their keys as the swarm wants it now. */
  async #secureKeys(): Promise<void> {
    const { quorum, vault } = this.#options;
    const { secrets, cluster } = quorum.state;
    const managers = [...this.#hosted.values()].filter(({ credentials }) => roleOf(credentials.identity) === 'manager');
    const stores = managers.map(({ store }) => store);
    const layOpen = await vault.secure(kekOf(secrets.unlockKey, cluster.version), stores);
    if (layOpen) for (const manager of managers) this.renew(manager);
  }

  /** A key that lay on the disk in plain form is not to be the live one any more. At best: it is tried again. */
  renew({ renewNow }: Hosted): void {
    renewNow().catch(() => undefined);
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
