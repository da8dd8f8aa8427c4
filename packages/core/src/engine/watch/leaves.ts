import type { Clock } from '../../clock/clock.ts';
import type { Problem } from '../../problem.ts';
import type { NodeCertificate } from '../leaves/read-leaf.ts';
import type { NodeCertificateReading } from '../leaves/read-node-certificates.ts';
import type { Node } from '../shapes/node.ts';

/** Who is asked for, and who is asked. */
export interface LeafQuestion {
  readonly nodes: readonly Node[];
  readonly managers: readonly Node[];
  /** PEM */
  readonly trustRoot: string;
  readonly signal: AbortSignal;
}

/** Reads certificates of a real swarm's nodes, in any order. @throws {Problem} where that is hopeless for all of them */
export type ReadLeaves = (question: LeafQuestion) => Promise<readonly NodeCertificateReading[]>;

/** What is known of the certificate of a node. */
export interface Leaf {
  /** The last that could be read. */
  readonly certificate: NodeCertificate | undefined;
  /** Why a later one could not. */
  readonly problem: Problem | undefined;
}

interface Entry extends Leaf {
  /** Of the node's row, when it was asked for. */
  readonly version: number;
  /** It is asked for again from then on, ms since epoch, or as soon as its row is another one. */
  readonly dueAt: number;
  /** How often nothing new has come of that. */
  readonly failures: number;
}

/** How long to wait before one is asked for in vain again, ms: doubled every time. */
const firstRetryMs = 5_000;
const longestRetryMs = 15 * 60_000;

/**
 * The certificates of a real swarm's nodes, of which its engine does not tell. Managers are asked sparingly: when a node is
 * new or its row has changed, as it does with every certificate that is issued, and when it should have renewed.
 */
export class Leaves {
  readonly #read: ReadLeaves;
  readonly #clock: Clock;
  #entries = new Map<string, Entry>();

  /** @param clock real time */
  constructor(read: ReadLeaves, clock: Clock) {
    this.#read = read;
    this.#clock = clock;
  }

  of(nodeId: string): Leaf | undefined {
    return this.#entries.get(nodeId);
  }

  /** Nodes whose certificates should be read now. */
  due(nodes: readonly Node[]): readonly Node[] {
    const now = this.#clock.now();
    return nodes.filter(({ ID: id, Version: version }) => {
      const entry = this.#entries.get(id);
      return entry === undefined || entry.version !== version.Index || entry.dueAt <= now;
    });
  }

  /** Reads certificates of nodes, and forgets those of others than all. Until the signal: then nothing is learned. */
  async read(due: readonly Node[], all: readonly Node[], trustRoot: string, signal: AbortSignal): Promise<void> {
    const managers = all.filter(({ ManagerStatus }) => ManagerStatus !== undefined);
    const readings = await this.#read({ nodes: due, managers, trustRoot, signal });
    if (signal.aborted) return;
    const kept = all.flatMap(({ ID: id }) => {
      const entry = this.#entries.get(id);
      return entry === undefined ? [] : [[id, entry] as const];
    });
    const told = new Map(readings.map((reading) => [reading.nodeId, reading]));
    const learned = due.map((node) => [node.ID, this.#learned(node, told.get(node.ID))] as const);
    this.#entries = new Map([...kept, ...learned]);
  }

  #learned({ ID: id, Version: { Index: version } }: Node, reading: NodeCertificateReading | undefined): Entry {
    const [before, now] = [this.#entries.get(id), this.#clock.now()];
    const failures = before?.version === version ? before.failures + 1 : 1;
    const retryAt = now + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 20));
    if (reading === undefined || 'problem' in reading) {
      return { version, certificate: before?.certificate, problem: reading?.problem, failures, dueAt: retryAt };
    }
    const { certificate } = reading;
    // It should have renewed by then; one that does not is looked at less and less often.
    const { until } = certificate.renewal;
    const isFresh = until > now;
    return {
      version,
      certificate,
      problem: undefined,
      failures: isFresh ? 0 : failures,
      dueAt: isFresh ? until : retryAt,
    };
  }
}

/** Asks the managers at their ports. What that takes, TLS and X.509, is loaded when there is somebody to ask for. */
export function leafReader(clock: Clock): ReadLeaves {
  return async (question) => {
    const { readNodeCertificates } = await import('../leaves/read-node-certificates.ts');
    return readNodeCertificates({ ...question, clock });
  };
}
