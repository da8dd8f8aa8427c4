import { rm } from 'node:fs/promises';
import type { Entropy } from '../entropy/entropy.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { MemoryIdentity } from '../keyfile/memory-identity.ts';
import { joinSwarm } from '../node/join.ts';
import type { JoinWatch } from '../node/join-steps.ts';
import { loadCredentials } from '../node/load.ts';
import { Node } from '../node/node.ts';
import type { NodeEvent } from '../node/node.ts';
import type { NodeServices } from '../node/obtain.ts';
import { Remotes } from '../node/remotes.ts';
import type { Remote } from '../node/remotes.ts';
import { managersOf } from '../swarm/managers.ts';
import type { SwarmState } from '../swarm/state.ts';
import type { Credentials } from '../wire/credentials.ts';
import { checkName } from './checks.ts';
import { faultyServices } from './faults/faulty-services.ts';
import type { MachineFaults } from './faults/faulty-services.ts';
import { filesOf } from './find-managers.ts';
import type { FoundManager } from './find-managers.ts';
import { machineNamed } from '../node/machine.ts';
import type { Hosted, ManagerHost } from './manager-host.ts';
import { places } from './places.ts';
import { LabProblem } from './problem.ts';
import type { Surroundings } from './surroundings.ts';

/** A simulated node of a lab. */
export interface LabNode {
  /** Its hostname, and the name of its folder. */
  readonly name: string;
  readonly node: Node;
  /** Its `swarm/certificates`. */
  readonly directory: string;
  /** What can be made to go wrong with its machine. For what others notice of a manager see `Lab.cut`. */
  readonly faults: MachineFaults;
}

/** How a node is to join. */
export interface JoinWish {
  /** The whole join token. */
  readonly token: string;
  /** Hears of every step, and may stop it there. */
  readonly watch?: JoinWatch;
  /** It gives up. */
  readonly signal?: AbortSignal;
}

export interface LabNodesOptions {
  readonly surroundings: Surroundings;
  /** Each node has a source of its own: so in a lab of a seed it does not matter in which order they draw. */
  readonly entropy: Entropy;
  /** The swarm as it lasts. */
  readonly state: () => SwarmState;
  /** Runs the managers of those that are to be one. */
  readonly managers: ManagerHost;
  /** Hears of everything that happens to a node; of its beginning and its end without an event of the node's own. */
  readonly onEvent: (name: string, event?: NodeEvent) => void;
  /** Nobody begins to live any more, and whoever is about to gives up. */
  readonly signal: AbortSignal;
}

/** The nodes of a lab that live in this process, each on a machine of its own. */
export class LabNodes {
  readonly #options: LabNodesOptions;
  readonly #running = new Map<string, LabNode>();
  /** What begins or ends the life of a node, by its name: one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** What nodes are that keep it in memory, also while they do not run. */
  readonly #memory = new Map<string, MemoryIdentity>();
  readonly #entropies = new Map<string, Entropy>();

  constructor(options: LabNodesOptions) {
    this.#options = options;
  }

  /** By name. */
  get running(): ReadonlyMap<string, LabNode> {
    return this.#running;
  }

  /** See `Lab.join`. */
  join(name: string, { token, address, watch, signal }: JoinWish & { readonly address: string }): Promise<LabNode> {
    return this.#begin(name, async (files) => {
      const ending = signal === undefined ? this.#options.signal : AbortSignal.any([this.#options.signal, signal]);
      const options = { address, token, canManage: true, watch, signal: ending };
      return joinSwarm(this.#servicesOf(name, files), options);
    });
  }

  /** See `Lab.start`. @param kek of a locked manager, 32 bytes */
  start(name: string, kek: Uint8Array | undefined): Promise<LabNode> {
    return this.#begin(name, async (files) => {
      const { credentials } = await loadCredentials(this.#servicesOf(name, files), kek);
      return credentials;
    });
  }

  /**
   * Takes up the managers of a lab. All of them run before one of their nodes lives: with fewer than a majority nobody
   * leads, and the nodes would look for a manager in vain.
   */
  async takeUp(found: readonly FoundManager[]): Promise<void> {
    const prepared = found.map(({ name, files, credentials }) => this.#prepare(name, files, credentials));
    for (const { hosted } of prepared) await this.#options.managers.add(hosted);
    for (const one of prepared) this.#live(one);
  }

  /** See `Lab.stop`. */
  async stop(name: string): Promise<void> {
    await this.#inTurn(name, () => this.#end(name));
  }

  /** See `Lab.forget`. */
  async forget(name: string): Promise<void> {
    checkName(name);
    await this.#inTurn(name, async () => {
      await this.#end(name);
      this.#memory.delete(name);
      this.#entropies.delete(name);
      await rm(places.node(this.#options.surroundings.directory, name), { recursive: true, force: true });
      this.#options.onEvent(name);
    });
  }

  async #end(name: string): Promise<void> {
    const found = this.#running.get(name);
    this.#running.delete(name);
    if (found === undefined) return;
    found.faults.close();
    await found.node.stop();
    await this.#options.managers.remove(found.node.id);
    this.#options.onEvent(name);
  }

  /** Ends them all, once the signal has been given; their managers go on. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#turns.values());
    const nodes = [...this.#running.values()];
    this.#running.clear();
    for (const { faults } of nodes) faults.close();
    await Promise.all(nodes.map(({ node }) => node.stop()));
  }

  async #begin(name: string, obtain: (files: IdentityStore) => Promise<Credentials>): Promise<LabNode> {
    checkName(name);
    return this.#inTurn(name, async () => {
      const { signal, managers } = this.#options;
      if (signal.aborted) throw new LabProblem('closed', 'the lab is closed', { next: 'Open it again.' });
      if (this.#running.has(name)) throw new LabProblem('exists', `there is a node ${name} already, which is running`);
      const files = this.#filesOf(name);
      const prepared = this.#prepare(name, files, await obtain(files));
      await managers.add(prepared.hosted);
      return this.#live(prepared);
    });
  }

  async #inTurn<Result>(name: string, change: () => Promise<Result>): Promise<Result> {
    const changed = Promise.allSettled([this.#turns.get(name)]).then(change);
    this.#turns.set(name, changed);
    try {
      return await changed;
    } finally {
      if (this.#turns.get(name) === changed) this.#turns.delete(name);
    }
  }

  #prepare(name: string, files: IdentityStore, credentials: Credentials): Prepared {
    const { services, faults } = faultyServices(this.#servicesOf(name, files));
    const remotes = new Remotes(this.#knownManagers());
    const begun = Promise.withResolvers<Node>();
    const renewNow = async (): Promise<void> => (await begun.promise).renewNow();
    return { name, services, faults, remotes, begun, hosted: { credentials, remotes, renewNow, ...services } };
  }

  #live({ name, services, faults, remotes, begun, hosted }: Prepared): LabNode {
    const { surroundings, onEvent } = this.#options;
    remotes.replace(this.#knownManagers());
    const node = new Node(services, {
      credentials: hosted.credentials,
      canManage: true,
      remotes,
      machine: machineNamed(surroundings.hostnames[name] ?? name),
      onEvent: (event) => {
        surroundings.onNodeEvent(name, event);
        onEvent(name, event);
      },
    });
    const labNode = { name, node, faults, directory: places.certificates(surroundings.directory, name) };
    this.#running.set(name, labNode);
    begun.resolve(node);
    onEvent(name);
    return labNode;
  }

  /** Where managers listen, as far as that is known. */
  #knownManagers(): readonly Remote[] {
    return managersOf(this.#options.state()).flatMap(({ id, manager }) =>
      manager && manager.addr !== '' ? [{ nodeId: id, address: manager.addr }] : [],
    );
  }

  #filesOf(name: string): IdentityStore {
    const { surroundings } = this.#options;
    if (surroundings.storage === 'files') return filesOf(surroundings, name);
    const memory = this.#memory.get(name) ?? new MemoryIdentity();
    this.#memory.set(name, memory);
    return memory;
  }

  #servicesOf(name: string, store: IdentityStore): NodeServices {
    const { network, clock, realTime } = this.#options.surroundings;
    const entropy = this.#entropies.get(name) ?? this.#options.entropy.split(name);
    this.#entropies.set(name, entropy);
    return { store, network, clock, realTime, entropy };
  }
}

/** A node that is about to live. */
interface Prepared {
  readonly name: string;
  readonly services: NodeServices;
  readonly faults: MachineFaults;
  readonly remotes: Remotes;
  /** Settles when it lives. */
  readonly begun: PromiseWithResolvers<Node>;
  readonly hosted: Hosted;
}
