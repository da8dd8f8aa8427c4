import { isIPv4 } from 'node:net';
import type { Clock } from '../clock/clock.ts';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { NodeFiles } from '../keyfile/node-files.ts';
import { Manager } from '../manager/manager.ts';
import { joinSwarm } from '../node/join.ts';
import { loadCredentials } from '../node/load.ts';
import { Node } from '../node/node.ts';
import type { NodeEvent } from '../node/node.ts';
import type { NodeServices } from '../node/obtain.ts';
import { Remotes } from '../node/remotes.ts';
import { sealWith } from '../store/seal.ts';
import { Store } from '../store/store.ts';
import { tokenSecret } from '../swarm/decision.ts';
import type { Pace } from '../swarm/reconcile.ts';
import { rotateRoot } from '../swarm/rotate.ts';
import type { ClusterSpec, Secrets } from '../swarm/state.ts';
import type { Role } from '../x509/profile.ts';
import type { Credentials } from '../wire/credentials.ts';
import type { RefusedConnection } from '../wire/tls/listen.ts';
import { foundLab } from './found.ts';
import { machineNamed } from './machine.ts';
import { managerName, places } from './places.ts';
import { LabProblem } from './problem.ts';

export interface LabOptions {
  /** Everything of the lab lies below it. */
  readonly directory: string;
  /** A loopback address. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly spec?: Partial<ClusterSpec>;
  readonly pace?: Pace;
  /** Lab time. */
  readonly clock?: Clock;
  readonly entropy?: Entropy;
  readonly onNodeEvent?: (name: string, event: NodeEvent) => void;
  readonly onRefused?: (refused: RefusedConnection) => void;
  /** Hears of faults of the lab's own. */
  readonly onError: (error: unknown) => void;
}

/** A simulated node of a lab. */
export interface LabNode {
  /** Its hostname, and the name of its folder. */
  readonly name: string;
  readonly node: Node;
  /** Its `swarm/certificates`. */
  readonly directory: string;
}

/**
 * A swarm on this machine: one manager, and nodes that join it over loopback. The manager is a node as well, whose
 * certificate its port shows; so a rotation reaches it the way it reaches everyone.
 */
export class Lab {
  readonly directory: string;
  readonly manager: Manager;
  readonly #surroundings: Surroundings;
  readonly #store: Store;
  readonly #nodes = new Map<string, LabNode>();
  readonly #watchers = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #joining = new Set<Promise<unknown>>();

  /**
   * Makes a lab in an empty directory.
   *
   * @throws {LabProblem} `exists`, `not-loopback`
   */
  static async create(options: LabOptions): Promise<Lab> {
    const { clock, entropy } = surroundingsOf(options);
    checkLoopback(options.host);
    await foundLab(options.directory, options.spec ?? {}, clock, entropy);
    return Lab.open(options);
  }

  /**
   * Takes up a lab where it was left. Its simulated nodes are started one by one.
   *
   * @throws {LabProblem} `no-lab`, `not-loopback`
   * @throws {StoreProblem} {KeyFileProblem} {X509Problem}
   */
  static async open(options: LabOptions): Promise<Lab> {
    const { directory, host = '127.0.0.1', port = 0, pace, onRefused = () => undefined, onError } = options;
    checkLoopback(host);
    const surroundings = surroundingsOf(options);
    const { clock, entropy } = surroundings;
    const { credentials, deks } = await loadCredentials(surroundings.servicesOf(managerName));
    if (deks === undefined) throw noLab(directory);
    const store = Store.open(
      places.store(directory),
      sealWith(deks.current, (length) => entropy.bytes(length)),
    );
    try {
      const rows = store.load();
      if (rows === undefined) throw noLab(directory);
      const listening = { host, port, credentials, onRefused, onError, ...(pace && { pace }) };
      const manager = await Manager.start({ rows, store, clock, realTime: systemClock, entropy, ...listening });
      const lab = new Lab(directory, surroundings, store, manager);
      lab.#live(managerName, credentials);
      return lab;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  private constructor(directory: string, surroundings: Surroundings, store: Store, manager: Manager) {
    this.directory = directory;
    this.#surroundings = surroundings;
    this.#store = store;
    this.manager = manager;
    manager.onJournal(() => this.#look());
  }

  /** The nodes that live in this process, by name; the manager's own is one of them. */
  get nodes(): ReadonlyMap<string, LabNode> {
    return this.#nodes;
  }

  /** The secrets of the swarm as they lie in the store, read anew. */
  readSecrets(): Secrets {
    return this.#store.loadSecrets();
  }

  /** The join token of a role, read anew. */
  joinToken(role: Role): string {
    return this.readSecrets()[tokenSecret(role)] ?? '';
  }

  /**
   * Lets a node join over the manager's port, as a machine of its own would.
   *
   * @param name its hostname
   * @param token the whole join token
   * @throws {TokenProblem} {NodeProblem} {RpcError} {X509Problem} {ConnectionProblem}
   */
  async join(name: string, token: string): Promise<LabNode> {
    checkName(name);
    if (this.#nodes.has(name)) throw new LabProblem('exists', `there is a node ${name} already`);
    const { signal } = this.#closing;
    const joining = joinSwarm(this.#surroundings.servicesOf(name), this.manager.address, token, signal);
    this.#joining.add(joining);
    const credentials = await joining.finally(() => this.#joining.delete(joining));
    return this.#live(name, credentials);
  }

  /** Starts a node that has joined before, from its files. @throws {KeyFileProblem} {X509Problem} */
  async start(name: string): Promise<LabNode> {
    checkName(name);
    if (this.#nodes.has(name)) throw new LabProblem('exists', `the node ${name} is running already`);
    const { credentials } = await loadCredentials(this.#surroundings.servicesOf(name));
    return this.#live(name, credentials);
  }

  /** Stops a node; its files stay. */
  async stop(name: string): Promise<void> {
    const found = this.#nodes.get(name);
    this.#nodes.delete(name);
    await found?.node.stop();
  }

  /** Starts a rotation to a new root. It ends by itself; the manager's timeline tells when. */
  rotateRoot(): Promise<void> {
    return this.manager.control.request((state, context, successor) => rotateRoot(state, successor, context));
  }

  /**
   * Waits until something is so; looked at again after everything that happens in the lab.
   *
   * @param what names it, for the error
   * @throws {LabProblem} `timeout`
   */
  async until(what: string, holds: (lab: Lab) => boolean, timeoutMs = 30_000): Promise<void> {
    if (holds(this)) return;
    await new Promise<void>((resolve, reject) => {
      const end = (outcome: () => void): void => {
        timer.cancel();
        this.#watchers.delete(look);
        outcome();
      };
      const look = (): void => {
        if (holds(this)) end(resolve);
      };
      const late = new LabProblem('timeout', `${what}: not within ${timeoutMs / 1000} s`);
      const timer = systemClock.after(timeoutMs, () => end(() => reject(late)));
      this.#watchers.add(look);
    });
  }

  /** Whether every node is there, none rotates, and all trust the root that the swarm has now. */
  get isSettled(): boolean {
    const { cluster, nodes } = this.manager.state;
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
    await Promise.all([...this.#nodes.keys()].map((name) => this.stop(name)));
    await this.manager.close();
    this.#store.close();
  }

  /** Once what happened is done, and not in its midst. */
  #look(): void {
    setImmediate(() => {
      for (const look of this.#watchers) look();
    });
  }

  #live(name: string, credentials: Credentials): LabNode {
    const { servicesOf, onNodeEvent } = this.#surroundings;
    const node = new Node(servicesOf(name), {
      credentials,
      remotes: new Remotes([{ nodeId: this.manager.nodeId, address: this.manager.address }]),
      machine: machineNamed(name),
      onEvent: (event) => {
        onNodeEvent(name, event);
        this.#look();
      },
    });
    const labNode = { name, node, directory: places.certificates(this.directory, name) };
    this.#nodes.set(name, labNode);
    return labNode;
  }
}

/** What all nodes of a lab have in common. */
interface Surroundings {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly servicesOf: (name: string) => NodeServices;
  readonly onNodeEvent: (name: string, event: NodeEvent) => void;
}

function surroundingsOf(options: LabOptions): Surroundings {
  const { directory, clock = systemClock, entropy = systemEntropy, onNodeEvent = () => undefined } = options;
  return {
    clock,
    entropy,
    onNodeEvent,
    servicesOf: (name) => ({
      store: new NodeFiles(places.certificates(directory, name), (length) => entropy.bytes(length)),
      clock,
      realTime: systemClock,
      entropy,
    }),
  };
}

function checkLoopback(host = '127.0.0.1'): void {
  if (isIPv4(host) && host.startsWith('127.')) return;
  throw new LabProblem('not-loopback', `a lab does not listen on ${host}`, {
    expected: 'a loopback address, 127.0.0.0/8: nobody else is to reach a lab',
    next: 'Use 127.0.0.1.',
  });
}

/** Names become folders: nothing but what a host may be called gets that far. */
function checkName(name: string): void {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(name)) return;
  throw new LabProblem('bad-name', `a node cannot be called ${JSON.stringify(name.slice(0, 80))}`, {
    expected: 'a host name: letters, digits and hyphens, 63 at most',
    next: 'Choose another name.',
  });
}

function noLab(directory: string): LabProblem {
  return new LabProblem('no-lab', `there is no lab in ${directory}`, {
    next: 'Create one there, or name its directory.',
  });
}
