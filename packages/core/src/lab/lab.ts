import type { IdentityStore } from '../keyfile/identity-store.ts';
import { MemoryIdentity } from '../keyfile/memory-identity.ts';
import type { Manager } from '../manager/manager.ts';
import { Quorum } from '../manager/quorum.ts';
import { joinSwarm } from '../node/join.ts';
import { loadCredentials } from '../node/load.ts';
import { Node } from '../node/node.ts';
import type { NodeServices } from '../node/obtain.ts';
import { Remotes } from '../node/remotes.ts';
import type { Remote } from '../node/remotes.ts';
import { StoreProblem } from '../store/problem.ts';
import { tokenSecret } from '../swarm/decision.ts';
import { managersOf } from '../swarm/managers.ts';
import type { Secrets, SwarmState } from '../swarm/state.ts';
import { requestedSpec, updateCluster } from '../swarm/update-cluster.ts';
import type { ClusterUpdate, RequestedSpec } from '../swarm/update-cluster.ts';
import { updateNode } from '../swarm/update-node.ts';
import type { NodeSpec } from '../swarm/update-node.ts';
import { parseUnlockKey } from '../token/unlock-key.ts';
import type { Role } from '../x509/profile.ts';
import type { Credentials } from '../wire/credentials.ts';
import { faultyServices } from './faults/faulty-services.ts';
import type { MachineFaults } from './faults/faulty-services.ts';
import { checkLoopback, checkName } from './checks.ts';
import { filesOf, findManagers } from './find-managers.ts';
import type { FoundManager } from './find-managers.ts';
import { foundLab } from './found.ts';
import { machineNamed } from './machine.ts';
import { ManagerHost } from './manager-host.ts';
import type { Hosted } from './manager-host.ts';
import { places } from './places.ts';
import { LabProblem } from './problem.ts';
import { surroundingsOf } from './surroundings.ts';
import type { LabOptions, Surroundings } from './surroundings.ts';
import { Vault } from './vault.ts';
import { Watchers } from './watchers.ts';

export type { LabOptions } from './surroundings.ts';

/** A simulated node of a lab. */
export interface LabNode {
  /** Its hostname, and the name of its folder. */
  readonly name: string;
  readonly node: Node;
  /** Its `swarm/certificates`. */
  readonly directory: string;
  /** What can be made to go wrong with its machine. For what others notice of a manager see {@link Lab.cut}. */
  readonly faults: MachineFaults;
}

/**
 * A swarm on this machine: managers, and nodes that join them over loopback. A manager is a node as well, whose
 * certificate its port shows; so a rotation reaches it the way it reaches everyone. The managers share one store, see
 * `Quorum`.
 */
export class Lab {
  readonly directory: string;
  readonly #surroundings: Surroundings;
  readonly #vault: Vault;
  readonly #quorum: Quorum;
  readonly #managers: ManagerHost;
  readonly #nodes = new Map<string, LabNode>();
  /** What nodes are that keep it in memory, also while they do not run. */
  readonly #memory = new Map<string, MemoryIdentity>();
  readonly #watchers: Watchers;
  readonly #closing = new AbortController();
  readonly #joining = new Set<Promise<unknown>>();

  /**
   * Makes a lab in an empty directory.
   *
   * @throws {LabProblem} `exists`, `not-loopback`
   */
  static async create(options: LabOptions): Promise<Lab> {
    const surroundings = surroundingsOf(options);
    checkLoopback(surroundings.host);
    const unlockKey = await foundLab(surroundings);
    return Lab.open({ ...options, ...(unlockKey !== undefined && { unlockKey }) });
  }

  /**
   * Takes up a lab where it was left. Its managers run then; other simulated nodes are started one by one.
   *
   * @throws {LabProblem} `no-lab`, `not-loopback`
   * @throws {KeyFileProblem} `locked` when its managers are locked, and the unlock key is missing or another one
   * @throws {StoreProblem} {X509Problem}
   */
  static async open(options: LabOptions): Promise<Lab> {
    const surroundings = surroundingsOf(options);
    checkLoopback(surroundings.host);
    const kek = options.unlockKey === undefined ? undefined : parseUnlockKey(options.unlockKey);
    const { found, failure } = await findManagers(surroundings, kek);
    const vault = openVault(surroundings, found, failure);
    const lab = await Lab.#over(surroundings, vault);
    try {
      await vault.resume(found.map(({ files }) => files));
      await lab.#beginManagers(found);
      return lab;
    } catch (error) {
      await lab.close();
      throw error;
    }
  }

  static async #over(surroundings: Surroundings, vault: Vault): Promise<Lab> {
    try {
      return new Lab(surroundings, vault);
    } catch (error) {
      await vault.close();
      throw error;
    }
  }

  private constructor(surroundings: Surroundings, vault: Vault) {
    const { directory, clock, realTime, entropy, pace, host, port, onRefused, onFailure, onError } = surroundings;
    const { whyAway, ownAgent } = surroundings;
    this.directory = directory;
    this.#surroundings = surroundings;
    this.#vault = vault;
    const rows = vault.store.load();
    if (rows === undefined) throw noLab(directory);
    const common = { realTime, onFailure, onError };
    this.#quorum = new Quorum({ rows, store: vault.store, clock, entropy, ...common, ...(pace && { pace }) });
    const hosting = { quorum: this.#quorum, vault, host, port, whyAway, ownAgent, onRefused };
    this.#managers = new ManagerHost({ ...hosting, ...common });
    this.#watchers = new Watchers(realTime);
    this.#quorum.onJournal(() => this.#watchers.look());
    this.#quorum.onEffect(() => this.#watchers.look());
    this.#quorum.onLeader(() => this.#watchers.look());
  }

  /** The swarm as it lasts. */
  get state(): SwarmState {
    return this.#quorum.state;
  }

  /** Carries out commands of whoever may. */
  get control(): Quorum {
    return this.#quorum;
  }

  /** The manager that leads. @throws {LabProblem} `no-leader` */
  get manager(): Manager {
    const manager = this.#managers.get(this.#quorum.leader?.nodeId ?? '');
    if (manager !== undefined) return manager;
    throw new LabProblem('no-leader', 'no manager leads this swarm', {
      expected: 'more than half of its managers running',
      next: 'Start managers that are down.',
    });
  }

  /** A manager that runs, by the id of its node. */
  managerOf(nodeId: string): Manager | undefined {
    return this.#managers.get(nodeId);
  }

  /** The nodes that live in this process, by name; managers' own are among them. */
  get nodes(): ReadonlyMap<string, LabNode> {
    return this.#nodes;
  }

  /** The secrets of the swarm as they lie in the store, read anew. */
  readSecrets(): Secrets {
    return this.#vault.store.loadSecrets();
  }

  /** The join token of a role, read anew. */
  joinToken(role: Role): string {
    return this.readSecrets()[tokenSecret(role)] ?? '';
  }

  /**
   * Lets a node join over a manager's port, as a machine of its own would.
   *
   * @param name its hostname
   * @param token the whole join token
   * @param address of the manager; the leader's unless told otherwise
   * @throws {TokenProblem} {NodeProblem} {RpcError} {X509Problem} {ConnectionProblem}
   */
  async join(name: string, token: string, address = this.manager.address): Promise<LabNode> {
    checkName(name);
    if (this.#nodes.has(name)) throw new LabProblem('exists', `there is a node ${name} already`);
    const { signal } = this.#closing;
    const files = this.#filesOf(name);
    const joining = joinSwarm(this.#servicesOf(files), { address, token, canManage: true, signal });
    this.#joining.add(joining);
    const credentials = await joining.finally(() => this.#joining.delete(joining));
    return this.#live(name, files, credentials);
  }

  /**
   * Starts a node that has joined before, from its files.
   *
   * @param unlockKey of a locked manager: as it is printed
   * @throws {KeyFileProblem} {X509Problem}
   */
  async start(name: string, unlockKey?: string): Promise<LabNode> {
    checkName(name);
    if (this.#nodes.has(name)) throw new LabProblem('exists', `the node ${name} is running already`);
    const files = this.#filesOf(name);
    const kek = unlockKey === undefined ? undefined : parseUnlockKey(unlockKey);
    const { credentials } = await loadCredentials(this.#servicesOf(files), kek);
    return this.#live(name, files, credentials);
  }

  /** Stops a node, and the manager that runs on it; its files stay. */
  async stop(name: string): Promise<void> {
    const found = this.#nodes.get(name);
    this.#nodes.delete(name);
    if (found === undefined) return;
    found.faults.close();
    await found.node.stop();
    await this.#managers.remove(found.node.id);
  }

  /** Cuts a node off the network. A manager that is cut off leads no more. */
  async cut(name: string): Promise<void> {
    await this.#disturb(name, false, ({ network }) => network.cut());
  }

  /** Ends {@link cut}: what was sent meanwhile arrives. */
  async heal(name: string): Promise<void> {
    await this.#disturb(name, true, ({ network }) => network.heal());
  }

  /** Stops a node as SIGSTOP does: it says nothing, hears nothing, and does not notice that time goes by. */
  async silence(name: string): Promise<void> {
    await this.#disturb(name, false, (faults) => faults.silence());
  }

  /** Ends {@link silence}. */
  async wake(name: string): Promise<void> {
    await this.#disturb(name, true, (faults) => faults.wake());
  }

  /** Changes a part of the swarm's specification, and leaves the others as they are. @throws {Refusal} */
  update(wishes: Partial<RequestedSpec>, rotate: NonNullable<ClusterUpdate['rotate']> = {}): Promise<void> {
    return this.#quorum.request((state, context, answered) => {
      const { id, version } = state.cluster;
      const spec = { ...requestedSpec(state.cluster), ...wishes };
      return updateCluster(state, { clusterId: id, version, spec, rotate }, answered, context);
    });
  }

  /** Changes a part of a node's specification. @throws {Refusal} */
  updateNode(nodeId: string, wishes: Partial<NodeSpec>): Promise<void> {
    const isRunning = (id: string): boolean => this.#quorum.isRunning(id);
    return this.#quorum.perform((state, context) => {
      const node = state.nodes.get(nodeId);
      const spec = node && {
        name: node.name,
        labels: node.labels,
        desiredRole: node.desiredRole,
        availability: node.availability,
      };
      const update = { nodeId, version: node?.version ?? 0, spec: spec && { ...spec, ...wishes } };
      return updateNode(state, update, isRunning, context);
    });
  }

  /** Starts a rotation to a new root. It ends by itself; the timeline tells when. @throws {Refusal} */
  rotateRoot(): Promise<void> {
    return this.update({ forceRotate: this.state.cluster.spec.forceRotate + 1 });
  }

  /**
   * Waits until something is so; looked at again after everything that happens in the lab.
   *
   * @param what names it, for the error
   * @throws {LabProblem} `timeout`
   */
  until(what: string, holds: (lab: Lab) => boolean, timeoutMs = 30_000): Promise<void> {
    return this.#watchers.until(what, () => holds(this), timeoutMs);
  }

  /** Whether every node is there, none rotates, and all trust the root that the swarm has now. */
  get isSettled(): boolean {
    const { cluster, nodes } = this.state;
    return (
      cluster.rootCa.rotation === undefined &&
      [...nodes.values()].every(({ status }) => status.state === 'ready') &&
      [...this.#nodes.values()].every(({ node }) => node.credentials.trust.pem === cluster.rootCa.caCert)
    );
  }

  /** Ends everything that runs; what is on the disk can be opened again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#joining);
    const nodes = [...this.#nodes.values()];
    this.#nodes.clear();
    for (const { faults } of nodes) faults.close();
    await Promise.all(nodes.map(({ node }) => node.stop()));
    this.#quorum.close();
    await this.#managers.close();
    await this.#vault.close();
  }

  async #disturb(name: string, isReachable: boolean, disturb: (faults: MachineFaults) => void): Promise<void> {
    const found = this.#nodes.get(name);
    if (found === undefined) {
      throw new LabProblem('no-node', `no node ${name.slice(0, 80)} is running`, { next: 'Start it first.' });
    }
    disturb(found.faults);
    await this.#quorum.setReachable(found.node.id, isReachable);
  }

  async #beginManagers(found: readonly FoundManager[]): Promise<void> {
    const isManager = ({ credentials }: FoundManager): boolean =>
      this.state.nodes.get(credentials.identity.nodeId)?.manager !== undefined;
    const managers = found
      .filter(isManager)
      .map(({ name, files, credentials }) => this.#prepare(name, files, credentials));
    // All of them first: with fewer than a majority nobody leads, and their nodes would look for a manager in vain.
    for (const { hosted } of managers) await this.#managers.add(hosted);
    for (const prepared of managers) this.#begin(prepared);
  }

  async #live(name: string, files: IdentityStore, credentials: Credentials): Promise<LabNode> {
    const prepared = this.#prepare(name, files, credentials);
    await this.#managers.add(prepared.hosted);
    return this.#begin(prepared);
  }

  #prepare(name: string, files: IdentityStore, credentials: Credentials): Prepared {
    const { services, faults } = faultyServices(this.#servicesOf(files));
    const remotes = new Remotes(this.#knownManagers());
    const renewNow = async (): Promise<void> => this.#nodes.get(name)?.node.renewNow();
    return { name, services, faults, remotes, hosted: { credentials, remotes, renewNow, ...services } };
  }

  /** Where managers listen, as far as that is known. */
  #knownManagers(): readonly Remote[] {
    return managersOf(this.state).flatMap(({ id, manager }) =>
      manager && manager.addr !== '' ? [{ nodeId: id, address: manager.addr }] : [],
    );
  }

  #begin({ name, services, faults, remotes, hosted }: Prepared): LabNode {
    const { onNodeEvent } = this.#surroundings;
    remotes.replace(this.#knownManagers());
    const node = new Node(services, {
      credentials: hosted.credentials,
      canManage: true,
      remotes,
      machine: machineNamed(name),
      onEvent: (event) => {
        onNodeEvent(name, event);
        this.#watchers.look();
      },
    });
    const labNode = { name, node, faults, directory: places.certificates(this.directory, name) };
    this.#nodes.set(name, labNode);
    return labNode;
  }

  #filesOf(name: string): IdentityStore {
    if (this.#surroundings.storage === 'files') return filesOf(this.#surroundings, name);
    const memory = this.#memory.get(name) ?? new MemoryIdentity();
    this.#memory.set(name, memory);
    return memory;
  }

  #servicesOf(store: IdentityStore): NodeServices {
    const { network, clock, realTime, entropy } = this.#surroundings;
    return { store, network, clock, realTime, entropy };
  }
}

/** A node that is about to live. */
interface Prepared {
  readonly name: string;
  readonly services: NodeServices;
  readonly faults: MachineFaults;
  readonly remotes: Remotes;
  readonly hosted: Hosted;
}

/**
 * Opens the store with the first key that does. One that was away when the key changed holds another, and managers that
 * are locked hold the right one: then that is what keeps the store from being opened.
 */
function openVault({ directory, entropy }: Surroundings, found: readonly FoundManager[], failure: unknown): Vault {
  let reason = failure;
  for (const { deks } of found) {
    try {
      return Vault.open(places.store(directory), deks, (length) => entropy.bytes(length));
    } catch (error) {
      if (!(error instanceof StoreProblem && error.code === 'wrong-key')) throw error;
      reason ??= error;
    }
  }
  throw reason ?? noLab(directory);
}

function noLab(directory: string): LabProblem {
  return new LabProblem('no-lab', `there is no lab in ${directory}`, {
    next: 'Create one there, or name its directory.',
  });
}
