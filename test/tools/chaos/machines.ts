import type { Lab, LabNode } from '../../../packages/core/src/lab/lab.ts';
import type { Entropy } from '../../../packages/core/src/entropy/entropy.ts';

/** Something that is wrong with one node for a while. */
interface Fault {
  begin(lab: Lab, node: LabNode, draw: Entropy): Promise<void> | void;
  end(lab: Lab, node: LabNode): Promise<void> | void;
}

/** A machine's clock is wrong by so much at most, ms: generated roots are backdated by five minutes. */
const largestSkew = 4 * 60_000;

const faults: Readonly<Record<string, Fault>> = {
  cut: {
    begin: (lab, { name }) => lab.cut(name),
    end: (lab, { name }) => lab.heal(name),
  },
  'cut one way': {
    begin: (_lab, node, draw) => node.faults.network.cut(draw.integerBelow(2) === 0 ? 'incoming' : 'outgoing'),
    end: (_lab, node) => node.faults.network.heal(),
  },
  silence: {
    begin: (lab, { name }) => lab.silence(name),
    end: (lab, { name }) => lab.wake(name),
  },
  delay: {
    begin: (_lab, node, draw) => node.faults.network.delay(10 + draw.integerBelow(300), draw.integerBelow(100)),
    end: (_lab, node) => node.faults.network.delay(0),
  },
  'lost requests': {
    begin: (_lab, node) => node.faults.network.loseRequests(0.4),
    end: (_lab, node) => node.faults.network.loseRequests(0),
  },
  'lost answers': {
    begin: (_lab, node) => node.faults.network.loseAnswers(0.4),
    end: (_lab, node) => node.faults.network.loseAnswers(0),
  },
  'repeated requests': {
    begin: (_lab, node) => node.faults.network.repeat(0.5),
    end: (_lab, node) => node.faults.network.repeat(0),
  },
  'full disk': {
    begin: (_lab, node) => node.faults.disk.failWrites('ENOSPC'),
    end: (_lab, node) => node.faults.disk.mend(),
  },
  'bad sector': {
    begin: (_lab, node, draw) => node.faults.disk.failWrite(1 + draw.integerBelow(3), 'EIO'),
    end: (_lab, node) => node.faults.disk.mend(),
  },
  'slow disk': {
    begin: (_lab, node, draw) => node.faults.disk.slow(50 + draw.integerBelow(500)),
    end: (_lab, node) => node.faults.disk.mend(),
  },
  skew: {
    begin: (_lab, node, draw) => node.faults.skew(draw.integerBelow(2 * largestSkew) - largestSkew),
    end: (_lab, node) => node.faults.skew(0),
  },
  stop: {
    begin: (lab, { name }) => lab.stop(name),
    end: async (lab, { name }) => void (await lab.start(name)),
  },
};

/** So many happenings of each node are remembered. */
const longestHistory = 16;

interface Disturbance {
  readonly fault: Fault;
  readonly node: LabNode;
  /** ms of real time, by `performance.now()`; passed over from when it is being put right on. */
  until: number;
}

export interface MachineListener {
  onDisturbed(name: string): void;
  /** What should not have failed: starting a node, for one. */
  onError(error: unknown): void;
}

/** The machines of a lab, of which some have something wrong with them: at most one thing each. */
export class Machines {
  /** How often what went wrong. */
  readonly counts: Record<string, number> = {};
  readonly #lab: Lab;
  readonly #draw: Entropy;
  readonly #listener: MachineListener;
  readonly #disturbed = new Map<string, Disturbance>();
  /** Nodes of which something is just beginning or ending. */
  readonly #busy = new Map<string, Promise<unknown>>();
  readonly #skews = new Map<string, number>();
  readonly #history = new Map<string, readonly string[]>();

  constructor(lab: Lab, draw: Entropy, listener: MachineListener) {
    this.#lab = lab;
    this.#draw = draw;
    this.#listener = listener;
  }

  get size(): number {
    return this.#disturbed.size;
  }

  skewOf(name: string): number {
    return this.#skews.get(name) ?? 0;
  }

  isDisturbed(name: string): boolean {
    return this.#disturbed.has(name) || this.#busy.has(name);
  }

  /** Something goes wrong with a node, for a time that is drawn unless it is told. */
  disturb(node: LabNode, kind = this.#drawKind(), forMs = 200 + this.#draw.integerBelow(5_000)): void {
    const fault = faults[kind];
    if (fault === undefined || this.isDisturbed(node.name)) return;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.note(node.name, kind);
    const until = performance.now() + forMs;
    this.#disturbed.set(node.name, { fault, node, until });
    this.#listener.onDisturbed(node.name);
    this.#soon(node.name, () => fault.begin(this.#lab, this.#noting(node), this.#draw));
  }

  /** Whatever has been wrong for long enough is put right. */
  mendDue(): void {
    for (const [name, { until }] of this.#disturbed) if (until < performance.now()) this.#mend(name);
  }

  /** What has happened to a node of late, for whoever wonders about it. */
  lastOf(name: string): string {
    return `${this.isDisturbed(name) ? 'disturbed' : 'not disturbed'}; ${this.#history.get(name)?.join(', ') ?? ''}`;
  }

  note(name: string, happening: string): void {
    const history = [...(this.#history.get(name) ?? []), `${Math.round(performance.now())} ${happening}`];
    this.#history.set(name, history.slice(-longestHistory));
  }

  /** Everything is put right. */
  async mendAll(): Promise<void> {
    for (const name of this.#disturbed.keys()) this.#mend(name);
    await Promise.all(this.#busy.values());
  }

  /** Nothing of this node is under way any more, and nothing is wrong with it. */
  async calm(name: string): Promise<void> {
    this.#mend(name);
    await this.#busy.get(name);
  }

  #mend(name: string): void {
    const disturbance = this.#disturbed.get(name);
    if (disturbance === undefined || disturbance.until === Infinity) return;
    disturbance.until = Infinity;
    this.note(name, 'mended');
    this.#soon(name, async () => {
      await disturbance.fault.end(this.#lab, disturbance.node);
      this.#skews.delete(name);
      this.#disturbed.delete(name);
    });
  }

  /** Does something with a node while nothing else is done with it. */
  async alone<Result>(name: string, change: () => Promise<Result> | Result): Promise<Result> {
    const before = this.#busy.get(name) ?? Promise.resolve();
    const result = before.then(change);
    const done = result
      .catch(() => undefined)
      .then(() => {
        if (this.#busy.get(name) === done) this.#busy.delete(name);
        return undefined;
      });
    this.#busy.set(name, done);
    return result;
  }

  #soon(name: string, change: () => Promise<void> | void): void {
    this.alone(name, change).catch((error: unknown) => this.#listener.onError(error));
  }

  #drawKind(): string {
    const kinds = Object.keys(faults);
    return kinds[this.#draw.integerBelow(kinds.length)] ?? '';
  }

  /** The node, with its skew noted for those who judge by its clock. */
  #noting(node: LabNode): LabNode {
    const skew = (ms: number): void => {
      this.#skews.set(node.name, ms);
      node.faults.skew(ms);
    };
    return { ...node, faults: { ...node.faults, skew } };
  }
}
