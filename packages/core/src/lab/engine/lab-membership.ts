import type { Clock } from '../../clock/clock.ts';
import { LabClock } from '../../clock/lab-clock.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { Problem, reasonOf } from '../../problem.ts';
import { managersOf } from '../../swarm/managers.ts';
import type { ClusterSpec, Overlay } from '../../swarm/state.ts';
import { parseAddress } from '../../wire/address.ts';
import { openLabClock } from '../lab-time.ts';
import { Lab } from '../lab.ts';
import type { LabNode, LabOptions } from '../lab.ts';
import { isLocked } from '../find-managers.ts';
import { managerName } from '../places.ts';
import { LabProblem, noNode } from '../problem.ts';
import { listeningOf } from './addresses.ts';
import type { Listening } from './addresses.ts';
import { nodeIdIn, nodeNamesIn } from './engine-node.ts';
import { nodeEvent, swarmEvent } from './events.ts';
import type { EventLog } from './event-log.ts';
import { readNotes, writeNotes } from './notes.ts';
import type { EngineNotes } from './notes.ts';
import { SwarmControl } from './swarm-control.ts';

/** Of a lab that belongs to an engine, what is not the engine's to say. */
export type LabSettings = Partial<
  Omit<
    LabOptions,
    'directory' | 'host' | 'port' | 'allowRemote' | 'spec' | 'overlay' | 'unlockKey' | 'stopped' | 'hostnames'
  >
>;

export interface LabMembershipOptions {
  readonly directory: string;
  readonly allowRemote: boolean;
  readonly settings: LabSettings;
  readonly events: EventLog;
  readonly onError: (error: unknown) => void;
}

/** What the engine's node is in its swarm now. */
type Part = 'manager' | 'preparing' | 'worker';

/** So many nodes are started at a time. */
const mostStarting = 16;

/** An engine whose swarm is the lab of its directory: the engine is one of its nodes, `manager-1`. */
export class LabMembership {
  readonly lab: Lab;
  readonly control: SwarmControl;
  /** What of the address is otherwise than was asked for: sentences. */
  readonly warnings: readonly string[];
  /** The id of the engine's node. */
  readonly nodeId: string;
  /** Lab time. */
  readonly clock: Clock;
  readonly #options: LabMembershipOptions;
  readonly #closing = new AbortController();
  #notes: EngineNotes;
  /** Writes them down, one after the other. */
  #noting: Promise<void> = Promise.resolve();

  /** Makes a lab; what the directory is to listen on has been written down. @throws {EngineRefusal} {LabProblem} */
  static found(
    options: LabMembershipOptions,
    wishes: { readonly spec: Partial<ClusterSpec>; readonly overlay: Overlay },
  ): Promise<LabMembership> {
    return LabMembership.#begin(options, (common) => Lab.create({ ...common, ...wishes }));
  }

  /**
   * Takes up the lab of a directory, and all its nodes but those that were stopped.
   *
   * @param unlockKey as it is printed
   * @throws {EngineRefusal} {LabProblem} {StoreProblem} {X509Problem}; {KeyFileProblem} `locked`
   */
  static async open(options: LabMembershipOptions, unlockKey?: string): Promise<LabMembership> {
    const membership = await LabMembership.#begin(options, (common) =>
      Lab.open({ ...common, ...(unlockKey !== undefined && { unlockKey }) }),
    );
    await membership.#startOthers();
    return membership;
  }

  static async #begin(
    options: LabMembershipOptions,
    begin: (common: LabOptions) => Promise<Lab>,
  ): Promise<LabMembership> {
    const { directory, allowRemote, settings, onError } = options;
    const notes = await readNotes(directory);
    const listening = listeningOf(notes, allowRemote);
    const clock = settings.clock ?? (await openLabClock(directory, { realTime: systemClock, onError }));
    const { host, port } = listening;
    const { stopped, hostnames = {} } = notes;
    try {
      const lab = await begin({ onError, ...settings, directory, clock, host, port, allowRemote, stopped, hostnames });
      const nodeId = (await nodeIdIn(directory, managerName)) ?? '';
      return new LabMembership(options, { lab, nodeId, clock, notes, listening });
    } catch (error) {
      if (clock instanceof LabClock) clock.close();
      throw error;
    }
  }

  private constructor(
    options: LabMembershipOptions,
    {
      lab,
      nodeId,
      clock,
      notes,
      listening,
    }: {
      readonly lab: Lab;
      readonly nodeId: string;
      readonly clock: Clock;
      readonly notes: EngineNotes;
      readonly listening: Listening;
    },
  ) {
    this.#options = options;
    this.clock = clock;
    this.#notes = notes;
    this.lab = lab;
    this.nodeId = nodeId;
    this.warnings = listening.warnings;
    this.control = new SwarmControl(lab.control, nodeId);
    const { events } = options;
    lab.control.onNode((change) => events.add(nodeEvent(change, clock.now())));
    lab.control.onJournal((entry) => {
      const event = swarmEvent(entry, lab.state.cluster.id);
      if (event !== undefined) events.add(event);
    });
  }

  /** Lab time, ms since epoch. */
  now(): number {
    return this.clock.now();
  }

  /** What the engine's node is now: a manager that runs, one that does not, or none. */
  get part(): Part {
    const row = this.lab.state.nodes.get(this.nodeId);
    if (this.lab.managerOf(this.nodeId) !== undefined && row?.manager !== undefined) return 'manager';
    return row?.role === 'manager' ? 'preparing' : 'worker';
  }

  /** The IP address of the engine's node. */
  get address(): string {
    const { manager, status } = this.lab.state.nodes.get(this.nodeId) ?? {};
    return manager === undefined ? (status?.addr ?? '') : parseAddress(manager.addr).host;
  }

  /** Managers that the others reach, and those that they do not. */
  get managers(): { readonly reachable: number; readonly unreachable: number } {
    const all = managersOf(this.lab.state);
    const reachable = all.filter(({ id }) => this.lab.control.isRunning(id)).length;
    return { reachable, unreachable: all.length - reachable };
  }

  /** What the engine was told. */
  get notes(): EngineNotes {
    return this.#notes;
  }

  /** Whether a node that does not live in this process takes part. */
  get hasOutsiders(): boolean {
    const own = new Set([...this.lab.nodes.values()].map(({ node }) => node.id));
    return [...this.lab.state.nodes.values()].some(({ id, status }) => status.state === 'ready' && !own.has(id));
  }

  /**
   * Lets a simulated node join, as `Lab.join` does.
   *
   * @param name its hostname
   * @param token the whole join token
   * @throws as `Lab.join`
   */
  async joinNode(name: string, token: string): Promise<LabNode> {
    const node = await this.lab.join(name, token);
    await this.#noteRunning(name);
    return node;
  }

  /**
   * Stops a simulated node; it stays stopped when the engine starts again, until {@link startNode}.
   *
   * @throws {LabProblem} `no-node` for one that does not run
   */
  async stopNode(name: string): Promise<void> {
    if (!this.lab.nodes.has(name)) throw noNode(name);
    await this.lab.stop(name);
    await this.#note({ stopped: [...new Set([...this.#notes.stopped, name])] });
  }

  /**
   * Starts a simulated node that was stopped.
   *
   * @param unlockKey of a manager that was away when it changed; left out, the present one is tried
   * @throws as `Lab.start`
   */
  async startNode(name: string, unlockKey?: string): Promise<LabNode> {
    const node = await (unlockKey === undefined ? this.#startOpening(name) : this.lab.start(name, unlockKey));
    await this.#noteRunning(name);
    return node;
  }

  /** Stops a simulated node, and removes all that its machine has. @throws {LabProblem} `bad-name` */
  async forgetNode(name: string): Promise<void> {
    await this.lab.forget(name);
    await this.#noteRunning(name);
  }

  /** Where all of it lies. */
  get directory(): string {
    return this.#options.directory;
  }

  /** Aborts when the engine is about to end it. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends all that runs; what is on the disk can be opened again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.lab.close();
    if (this.clock instanceof LabClock) this.clock.close();
  }

  async #noteRunning(name: string): Promise<void> {
    if (!this.#notes.stopped.includes(name)) return;
    await this.#note({ stopped: this.#notes.stopped.filter((other) => other !== name) });
  }

  async #note(changed: Partial<EngineNotes>): Promise<void> {
    this.#notes = { ...this.#notes, ...changed };
    const write = (): Promise<void> => writeNotes(this.#options.directory, this.#notes);
    const written = this.#noting.then(write);
    this.#noting = written.catch(() => undefined);
    await written;
  }

  /** Nodes that were removed from the swarm are nobody any more. One that cannot be started keeps no other from it. */
  async #startOthers(): Promise<void> {
    const { directory } = this.#options;
    const names = (await nodeNamesIn(directory)).filter(
      (name) => !this.lab.nodes.has(name) && !this.#notes.stopped.includes(name),
    );
    let next = 0;
    const startNext = async (): Promise<void> => {
      for (let name = names[next++]; name !== undefined; name = names[next++]) {
        const nodeId = await nodeIdIn(directory, name);
        if (nodeId !== undefined && this.lab.state.nodes.has(nodeId)) await this.#startOther(name);
      }
    };
    await Promise.all(Array.from({ length: mostStarting }, startNext));
  }

  /** Managers are locked as the swarm is, unless they were away when that changed. */
  async #startOpening(name: string): Promise<LabNode> {
    const { unlockKey } = this.lab.state.secrets;
    try {
      return await this.lab.start(name);
    } catch (error) {
      if (unlockKey === undefined || !isLocked(error)) throw error;
      return this.lab.start(name, unlockKey);
    }
  }

  async #startOther(name: string): Promise<void> {
    const { settings, onError } = this.#options;
    try {
      await this.#startOpening(name);
    } catch (error) {
      if (!(error instanceof Problem)) return onError(error);
      const { expected, next } = error;
      const message = `${name} cannot be started: ${reasonOf(error)}`;
      settings.onFailure?.(new LabProblem('not-started', message, { expected, next, cause: error }));
    }
  }
}

/** Where the lab of a directory listens when it runs: an IP address. @throws {EngineRefusal} {LabProblem} */
export async function addressIn({ directory, allowRemote }: LabMembershipOptions): Promise<string> {
  return listeningOf(await readNotes(directory), allowRemote).host;
}
