import { LabClock } from '../clock/lab-clock.ts';
import type { Manager } from '../manager/manager.ts';
import { Quorum } from '../manager/quorum.ts';
import type { NodeEvent } from '../node/node.ts';
import type { NodeServices } from '../node/obtain.ts';
import type { NumberedEntry } from '../store/store.ts';
import type { Problem } from '../problem.ts';
import { tokenSecret } from '../swarm/decision.ts';
import type { Secrets, SwarmState } from '../swarm/state.ts';
import type { ClusterUpdate, RequestedSpec } from '../swarm/update-cluster.ts';
import type { NodeSpec } from '../swarm/update-node.ts';
import { parseUnlockKey } from '../token/unlock-key.ts';
import type { RefusedConnection } from '../wire/network.ts';
import type { Role } from '../x509/profile.ts';
import type { MachineFaults } from './faults/faulty-services.ts';
import { checkHost } from './checks.ts';
import { foundLab } from './found.ts';
import { keepLabTime } from './lab-time.ts';
import { ManagerHost } from './manager-host.ts';
import { openVault } from './open-vault.ts';
import { updateClusterPart, updateNodePart } from './partial-updates.ts';
import { LabProblem, noLab, noNode } from './problem.ts';
import { LabNodes } from './lab-nodes.ts';
import type { JoinWish, LabNode } from './lab-nodes.ts';
import { surroundingsOf } from './surroundings.ts';
import type { LabOptions, Surroundings } from './surroundings.ts';
import type { Vault } from './vault.ts';
import { Watchers } from './watchers.ts';

/** Hears what happens to a node, by its name. */
type NodeListener = (name: string, event: NodeEvent | undefined) => void;

export type { LabNode } from './lab-nodes.ts';
export type { LabOptions } from './surroundings.ts';

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
  readonly #nodes: LabNodes;
  readonly #watchers: Watchers;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<NodeListener>();
  readonly #refusedListeners = new Set<(refused: RefusedConnection) => void>();
  readonly #failureListeners = new Set<(problem: Problem) => void>();
  /** Writes down where lab time is, and ends that. */
  readonly #leaveTime: () => Promise<void>;
  #closed: Promise<void> | undefined;

  /**
   * Makes a lab in an empty directory.
   *
   * @throws {LabProblem} `exists`, `not-loopback`
   */
  static async create(options: LabOptions): Promise<Lab> {
    const surroundings = surroundingsOf(options);
    checkHost(surroundings);
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
    checkHost(surroundings);
    const kek = options.unlockKey === undefined ? undefined : parseUnlockKey(options.unlockKey);
    const { vault, managers } = await openVault(surroundings, kek);
    const lab = await Lab.#over(surroundings, vault);
    try {
      await lab.#catchUp();
      const running = managers.filter(({ name }) => !surroundings.stopped.includes(name));
      await lab.#nodes.takeUp(running.filter(({ credentials }) => isMember(lab.state, credentials.identity.nodeId)));
      await vault.resume();
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
    const { directory, clock, realTime, pace, host, port, onError } = surroundings;
    const { whyAway, ownAgent } = surroundings;
    this.directory = directory;
    this.#surroundings = surroundings;
    this.#vault = vault;
    const rows = vault.store.load();
    if (rows === undefined) throw noLab(directory);
    // A lab of a seed that is opened again does not draw again what it has drawn.
    const entropy = surroundings.entropy.split(`from version ${rows.version}`);
    const onRefused = (refused: RefusedConnection): void => {
      surroundings.onRefused(refused);
      for (const listener of this.#refusedListeners) listener(refused);
    };
    const onFailure = (problem: Problem): void => {
      surroundings.onFailure(problem);
      for (const listener of this.#failureListeners) listener(problem);
    };
    const common = { realTime, onFailure, onError };
    this.#quorum = new Quorum({ rows, store: vault.store, clock, entropy, ...common, ...(pace && { pace }) });
    const hosting = { quorum: this.#quorum, vault, host, port, whyAway, ownAgent, onRefused };
    this.#managers = new ManagerHost({ ...hosting, ...common, signal: this.#closing.signal });
    this.#leaveTime =
      clock instanceof LabClock ? keepLabTime(directory, clock, realTime, onError) : () => Promise.resolve();
    this.#watchers = new Watchers(realTime);
    this.#nodes = new LabNodes({
      surroundings,
      entropy,
      state: () => this.state,
      managers: this.#managers,
      onEvent: (name, event) => this.#tell(name, event),
      signal: this.#closing.signal,
    });
    this.#quorum.onJournal(() => this.#watchers.stir());
    this.#quorum.onEffect(() => this.#watchers.stir());
    this.#quorum.onLeader(() => this.#watchers.stir());
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
    return this.#nodes.running;
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
   * @param how the whole join token, or more than that
   * @param address of the manager; the leader's unless told otherwise
   * @throws {LabProblem} `bad-name`, `exists`, `closed`, `no-leader`
   * @throws {TokenProblem} {NodeProblem} {RpcError} {X509Problem} {ConnectionProblem}
   */
  async join(name: string, how: string | JoinWish, address = this.manager.address): Promise<LabNode> {
    return this.#nodes.join(name, { ...(typeof how === 'string' ? { token: how } : how), address });
  }

  /**
   * Starts a node that has joined before, from its files.
   *
   * @param unlockKey of a locked manager: as it is printed
   * @throws {LabProblem} `bad-name`, `exists`, `closed`
   * @throws {KeyFileProblem} {X509Problem}
   */
  async start(name: string, unlockKey?: string): Promise<LabNode> {
    return this.#nodes.start(name, unlockKey === undefined ? undefined : parseUnlockKey(unlockKey));
  }

  /** Stops a node, and the manager that runs on it; its files stay. One that is just beginning begins first. */
  stop(name: string): Promise<void> {
    return this.#nodes.stop(name);
  }

  /** Stops a node and removes all that it has on its disk, as if its machine had never been. */
  forget(name: string): Promise<void> {
    return this.#nodes.forget(name);
  }

  /**
   * Calls back for everything that happens to a node of this process: an event of its own, or without one, that it began,
   * ended, or was disturbed.
   *
   * @returns ends that
   */
  onNode(listener: NodeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls back for every connection that a manager turns away. @returns ends that */
  onRefused(listener: (refused: RefusedConnection) => void): () => void {
    this.#refusedListeners.add(listener);
    return () => void this.#refusedListeners.delete(listener);
  }

  /** Calls back with what whoever asked was told less of: what is found in a manager's log. @returns ends that */
  onFailure(listener: (problem: Problem) => void): () => void {
    this.#failureListeners.add(listener);
    return () => void this.#failureListeners.delete(listener);
  }

  /** What a machine of this lab lives by, whatever it is up to. */
  get services(): Omit<NodeServices, 'store'> {
    const { network, clock, realTime, entropy } = this.#surroundings;
    return { network, clock, realTime, entropy };
  }

  /** What its machines call themselves in their calls. */
  get ownAgent(): string {
    return this.#surroundings.ownAgent;
  }

  /** Entries of the timeline that follow one of them, oldest first. @param seq its number, or 0 */
  journalAfter(seq: number, count: number): readonly NumberedEntry[] {
    return this.#vault.store.journalAfter(seq, count);
  }

  /** Whether its nodes reach one another over TLS, and not within this process. */
  get usesTls(): boolean {
    return this.#surroundings.usesTls;
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
    return updateClusterPart(this.#quorum, wishes, rotate);
  }

  /** Changes a part of a node's specification, and leaves the others as they are. @throws {Refusal} */
  updateNode(nodeId: string, wishes: Partial<NodeSpec>): Promise<void> {
    return updateNodePart(this.#quorum, nodeId, wishes);
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
    if (cluster.rootCa.rotation !== undefined) return false;
    for (const { node } of this.nodes.values()) if (node.credentials.trust.pem !== cluster.rootCa.caCert) return false;
    for (const { status } of nodes.values()) if (status.state !== 'ready') return false;
    return true;
  }

  /** Ends everything that runs; what is on the disk can be opened again. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    this.#closing.abort();
    await this.#nodes.close();
    this.#quorum.close();
    await this.#managers.close();
    await this.#leaveTime();
    await this.#vault.close();
  }

  /** What has happened already is not ahead: a process that was killed may have left lab time behind it. */
  async #catchUp(): Promise<void> {
    const { clock } = this.#surroundings;
    if (!(clock instanceof LabClock)) return;
    const latest = Math.max(...[...this.state.nodes.values()].map(({ updatedAt }) => updatedAt));
    if (latest > clock.now()) await clock.jumpTo(latest);
  }

  async #disturb(name: string, isReachable: boolean, disturb: (faults: MachineFaults) => void): Promise<void> {
    const found = this.nodes.get(name);
    if (found === undefined) throw noNode(name);
    disturb(found.faults);
    this.#tell(name);
    await this.#quorum.setReachable(found.node.id, isReachable);
  }

  #tell(name: string, event?: NodeEvent): void {
    this.#watchers.stir();
    for (const listener of this.#listeners) {
      try {
        listener(name, event);
      } catch (error) {
        this.#surroundings.onError(error);
      }
    }
  }
}

/** Whether a node is among the managers of a swarm. */
function isMember({ nodes }: SwarmState, nodeId: string): boolean {
  return nodes.get(nodeId)?.manager !== undefined;
}
