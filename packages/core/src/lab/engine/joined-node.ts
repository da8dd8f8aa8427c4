import { hostname } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../clock/system-clock.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { makeDirectory, writeAtomically } from '../../files/atomic-write.ts';
import { readBounded } from '../../files/bounded-read.ts';
import { NodeFiles } from '../../keyfile/node-files.ts';
import { KeyFileProblem } from '../../keyfile/problem.ts';
import { joinSwarm } from '../../node/join.ts';
import { availabilities } from '../../manager/messages.ts';
import { loadCredentials } from '../../node/load.ts';
import { Node } from '../../node/node.ts';
import type { NodeServices } from '../../node/obtain.ts';
import { Remotes } from '../../node/remotes.ts';
import type { Remote } from '../../node/remotes.ts';
import type { Credentials } from '../../wire/credentials.ts';
import type { Availability } from '../../swarm/state.ts';
import { tlsNetwork } from '../../wire/tls-network.ts';
import type { LabOptions } from '../lab.ts';
import { machineNamed } from '../../node/machine.ts';
import { places } from '../places.ts';
import { LabProblem } from '../problem.ts';

export interface JoinedNodeOptions {
  /** The engine's. */
  readonly directory: string;
  readonly settings: Pick<LabOptions, 'onNodeEvent'>;
  readonly onError: (error: unknown) => void;
}

export interface JoinWish {
  /** `host:port` of a manager */
  readonly address: string;
  /** The whole token. */
  readonly token: string;
  readonly availability: Availability;
}

/** Bounds on what is read of `state.json`. */
const longest = 1024 * 1024;
const mostRemotes = 1_000;

/**
 * An engine's node in a swarm that is not its own: a worker, on this machine, in real time. What it is lies in its
 * directory as in an engine's data root (docs/protocol.md §10.1), where it knows managers from as well.
 */
export class JoinedNode {
  readonly #node: Node;
  readonly #remotes: Remotes;
  /** Writes down who the managers are. */
  #writing: Promise<void>;

  /**
   * Joins a swarm with a token.
   *
   * @throws {TokenProblem} {NodeProblem} {RpcError} {X509Problem} {ConnectionProblem}
   */
  static async join(options: JoinedNodeOptions, wish: JoinWish, signal: AbortSignal): Promise<JoinedNode> {
    const { address, token, availability } = wish;
    const services = servicesIn(options.directory);
    const asked = { address, token, availability: availabilities[availability], canManage: false, signal };
    const credentials = await joinSwarm(services, asked);
    const remotes = [{ nodeId: '', address }];
    await writeRemotes(options.directory, remotes);
    return new JoinedNode(services, credentials, remotes, options);
  }

  /**
   * Takes up the node of a directory again.
   *
   * @throws {KeyFileProblem} {X509Problem} {NodeProblem} {LabProblem}
   */
  static async open(options: JoinedNodeOptions): Promise<JoinedNode> {
    const services = servicesIn(options.directory);
    const { credentials } = await loadCredentials(services);
    return new JoinedNode(services, credentials, await readRemotes(options.directory), options);
  }

  /** Whether a directory holds the node of another swarm, as far as it came. */
  static async isIn(directory: string): Promise<boolean> {
    try {
      await servicesIn(directory).store.readIdentity();
      return true;
    } catch (error) {
      // Without a certificate it never came to be one; whatever else is wrong with it is told when it is opened.
      return !(error instanceof KeyFileProblem && error.code === 'no-identity');
    }
  }

  private constructor(
    services: NodeServices,
    credentials: Credentials,
    known: readonly Remote[],
    { directory, settings, onError }: JoinedNodeOptions,
  ) {
    this.#writing = Promise.resolve();
    this.#remotes = new Remotes(known, (remotes) => {
      this.#writing = this.#writing.then(() => writeRemotes(directory, remotes)).catch(onError);
    });
    this.#node = new Node(services, {
      credentials,
      canManage: false,
      remotes: this.#remotes,
      machine: machineNamed(hostname()),
      onEvent: (event) => settings.onNodeEvent?.(hostname(), event),
    });
  }

  get id(): string {
    return this.#node.id;
  }

  /** The managers that it knows. */
  get remotes(): readonly Remote[] {
    return this.#remotes.known;
  }

  /** Ends its life in this process; what it has on the disk stays. */
  async stop(): Promise<void> {
    await this.#node.stop();
    await this.#writing;
  }
}

function servicesIn(directory: string): NodeServices {
  const store = new NodeFiles(join(places.joined(directory), 'certificates'), (length) => systemEntropy.bytes(length));
  return { store, network: tlsNetwork, clock: systemClock, realTime: systemClock, entropy: systemEntropy };
}

/** As Docker writes them: by the ids of their nodes. */
async function writeRemotes(directory: string, remotes: readonly Remote[]): Promise<void> {
  const rows = remotes
    .map(({ nodeId, address }) => ({ node_id: nodeId, addr: address }))
    .toSorted((a, b) => (a.node_id < b.node_id ? -1 : 1));
  await makeDirectory(places.joined(directory), 0o700);
  await writeAtomically(join(places.joined(directory), 'state.json'), JSON.stringify(rows), 0o600);
}

/** @throws {LabProblem} `malformed-notes` */
async function readRemotes(directory: string): Promise<readonly Remote[]> {
  const path = join(places.joined(directory), 'state.json');
  const text = (await readBounded(path, longest)) ?? '';
  const rows = remotesIn(text);
  if (rows.length > 0) return rows;
  throw new LabProblem('malformed-notes', `${path} names no manager`, {
    expected: '[{"node_id":"…","addr":"host:port"}]',
    next: 'Write it so, or leave the swarm and join it again.',
  });
}

function remotesIn(text: string): readonly Remote[] {
  let rows: unknown;
  try {
    rows = JSON.parse(text);
  } catch {
    // Whoever asked says what it should have been.
    return [];
  }
  if (!Array.isArray(rows)) return [];
  return rows.slice(0, mostRemotes).flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null || !('node_id' in row) || !('addr' in row)) return [];
    const { node_id: nodeId, addr: address } = row;
    return typeof nodeId === 'string' && typeof address === 'string' ? [{ nodeId, address }] : [];
  });
}
