import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../packages/core/src/clock/clock.ts';
import type { Entropy } from '../../../packages/core/src/entropy/entropy.ts';
import type { Lab, LabNode } from '../../../packages/core/src/lab/lab.ts';
import { reasonOf } from '../../../packages/core/src/problem.ts';
import { managersOf } from '../../../packages/core/src/swarm/managers.ts';
import type { StoreDisk } from '../store-disk.ts';
import { Ledger } from './ledger.ts';
import { Machines } from './machines.ts';
import { Observer } from './observer.ts';
import { Operator } from './operator.ts';
import type { Bounds } from './operator.ts';

export interface ChaosOptions {
  readonly lab: Lab;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly bounds: Bounds;
  /** The disk of the managers' store. */
  readonly storeDisk: StoreDisk;
}

/** Machines with which something is wrong at a time. */
const mostDisturbed = 6;
/** How long chaos reigns between two times of calm, ms. */
const roundMs = 20_000;
/** How long it may take until everything is well again, ms: after five failures in a row a node waits for 85 seconds. */
const calmMs = 120_000;
/** A cut after which nothing is left of a session, ms: what the manager has sent on it never arrives. */
const longCutMs = 9_000;
/** What needs help gets it after this time, ms. */
const patienceMs = 8_000;

/** A swarm in which things go wrong by chance, and whoever looks whether it keeps its promises all the same. */
export class Chaos {
  readonly ledger = new Ledger();
  readonly machines: Machines;
  readonly observer: Observer;
  readonly operator: Operator;
  /** What went wrong that should not have. */
  readonly violations: string[] = [];
  /** How often what else happened. */
  readonly counts = { 'full store': 0, 'calm again': 0, 'dead twins removed': 0, 'stranded nodes replaced': 0 };
  /** The longest time until everything was well again, ms. */
  slowestCalm = 0;
  readonly #options: ChaosOptions;
  #isRaging = false;

  constructor(options: ChaosOptions) {
    const { lab, clock, entropy, bounds } = options;
    this.#options = options;
    this.machines = new Machines(lab, entropy.split('machines'), {
      onDisturbed: (name) => this.observer.disturbed(name),
      onError: (error) => this.violations.push(`a machine: ${reasonOf(error)}`),
    });
    const { machines } = this;
    this.observer = new Observer(lab, clock, {
      skewOf: (name) => machines.skewOf(name),
      isDisturbed: (name) => machines.isDisturbed(name),
    });
    this.operator = new Operator(lab, entropy.split('operator'), this.machines, this.ledger, bounds);
    for (const { name, node } of lab.nodes.values()) this.ledger.joined(name, node.id);
    this.#cutAtCompletions();
  }

  /** @param durationMs of real time */
  async run(durationMs: number): Promise<void> {
    const end = performance.now() + durationMs;
    this.ledger.note(this.#options.lab);
    while (performance.now() < end && this.violations.length === 0) {
      await this.#round(Math.min(end, performance.now() + roundMs));
      await this.#calmDown();
    }
  }

  get allViolations(): readonly string[] {
    return [this, this.observer, this.operator, this.ledger].flatMap(({ violations }) => violations);
  }

  async #round(end: number): Promise<void> {
    const { lab, entropy, storeDisk } = this.#options;
    const draw = entropy.split(`round ${this.counts['calm again']}`);
    // In some rounds little goes wrong, so that rotations come to their end in the midst of it.
    const most = 1 + draw.integerBelow(mostDisturbed);
    let storeIsFullUntil = 0;
    this.#isRaging = true;
    while (performance.now() < end) {
      await pause(50 + draw.integerBelow(250));
      this.machines.mendDue();
      storeDisk.isFull = performance.now() < storeIsFullUntil;
      const nodes = [...lab.nodes.values()];
      const node = nodes[draw.integerBelow(nodes.length)];
      if (node && this.machines.size < most && draw.integerBelow(10) < 6 && this.#mayDisturb(node, draw)) {
        this.machines.disturb(node);
      }
      if (draw.integerBelow(10) < 3) this.operator.act();
      if (draw.integerBelow(100) === 0 && !storeDisk.isFull) {
        this.counts['full store']++;
        storeIsFullUntil = performance.now() + 200 + draw.integerBelow(1_500);
      }
      this.observer.check();
    }
    this.#isRaging = false;
    storeDisk.isFull = false;
  }

  /** Mostly the managers keep their majority; without it little happens. */
  #mayDisturb({ node }: LabNode, draw: Entropy): boolean {
    const { lab } = this.#options;
    if (lab.state.nodes.get(node.id)?.manager === undefined) return true;
    const managers = managersOf(lab.state);
    const away = managers.filter(({ id }) => {
      const found = [...lab.nodes.values()].find((other) => other.node.id === id);
      return found === undefined || this.machines.isDisturbed(found.name);
    });
    return away.length + 1 < managers.length / 2 || draw.integerBelow(5) === 0;
  }

  /** The worst moment to be cut off is the one at which a rotation is completed, and it is short. */
  #cutAtCompletions(): void {
    const { lab, entropy } = this.#options;
    const draw = entropy.split('completions');
    lab.control.onJournal(({ event }) => {
      if (event !== 'rotation-completed' || !this.#isRaging || draw.integerBelow(3) > 0) return;
      const nodes = [...lab.nodes.values()];
      const node = nodes[draw.integerBelow(nodes.length)];
      if (node && this.machines.size < mostDisturbed) this.machines.disturb(node, 'cut', longCutMs);
    });
  }

  /** Puts everything right, and demands that the swarm is well within a bound, by itself. */
  async #calmDown(): Promise<void> {
    const { lab } = this.#options;
    const begin = performance.now();
    const end = begin + calmMs;
    await this.machines.mendAll();
    await this.operator.idle();
    await this.machines.mendAll();
    let helpAt = performance.now() + patienceMs;
    while (!this.#isWell() && performance.now() < end) {
      await pause(100);
      this.observer.check();
      if (performance.now() < helpAt) continue;
      helpAt = performance.now() + patienceMs;
      await this.#help().catch((error: unknown) => this.violations.push(`no help: ${reasonOf(error)}`));
    }
    if (!this.#isWell()) this.violations.push(`not well within ${calmMs / 1000} s: ${this.#whatIsWrong()}`);
    this.slowestCalm = Math.max(this.slowestCalm, performance.now() - begin);
    this.counts['calm again']++;
    this.observer.check({ isStrict: true });
    this.ledger.checkAcknowledged(lab);
    await this.ledger.checkRefused(lab);
    await this.#forgetIntruders();
    this.ledger.note(lab);
  }

  #isWell(): boolean {
    const { lab } = this.#options;
    const ids = new Set([...lab.nodes.values()].map(({ node }) => node.id));
    return lab.isSettled && ids.size === lab.state.nodes.size && lab.control.leader !== undefined;
  }

  /**
   * What people have to do, and nothing else: remove what was left of a join that failed, and let nodes join again that
   * can verify no manager any more since they were cut off at the end of a rotation.
   */
  async #help(): Promise<void> {
    const { lab } = this.#options;
    const [running, known] = [[...lab.nodes.values()].map(({ node }) => node.id), [...this.ledger.nodes.values()]];
    for (const nodeId of lab.state.nodes.keys()) {
      if (running.includes(nodeId) || known.includes(nodeId)) continue;
      await this.operator.remove('', nodeId);
      this.counts['dead twins removed']++;
    }
    for (const name of this.observer.behind) {
      const node = lab.nodes.get(name);
      if (node === undefined || !this.#isStranded(node)) continue;
      this.observer.forget(name);
      await this.operator.replace(name);
      this.counts['stranded nodes replaced']++;
    }
  }

  /** It accepts no manager that accepts it. */
  #isStranded(node: LabNode): boolean {
    const { lab } = this.#options;
    const managers = [...lab.nodes.values()].filter(
      (other) => other.name !== node.name && lab.managerOf(other.node.id) !== undefined,
    );
    return managers.every((manager) => this.observer.whyRefused(node, manager) !== undefined);
  }

  async #forgetIntruders(): Promise<void> {
    const { lab } = this.#options;
    const running = new Set([...lab.nodes.values()].map(({ node }) => node.id));
    for (const nodeId of lab.state.nodes.keys()) if (!running.has(nodeId)) await this.operator.remove('', nodeId);
  }

  #whatIsWrong(): string {
    const { lab } = this.#options;
    const root = lab.state.cluster.rootCa.caCert;
    const wrong = [...lab.state.nodes.values()].flatMap(({ id, status, certificate, role }) => {
      const found = [...lab.nodes.values()].find(({ node }) => node.id === id);
      const behind = found && found.node.credentials.trust.pem !== root ? ', trusts an older root' : '';
      const left = lab.state.unconverged.has(id) ? ', not converged' : '';
      if (found && status.state === 'ready' && behind === '' && left === '') return [];
      const last = found === undefined ? 'it does not run' : this.machines.lastOf(found.name);
      return [`${found?.name ?? id} (${role}, ${status.state}, ${certificate.state}${behind}${left}; ${last})`];
    });
    const rotation = lab.state.cluster.rootCa.rotation ? 'a rotation is under way; ' : '';
    return `${rotation}${lab.control.leader ? '' : 'nobody leads; '}${wrong.join('; ')}`;
  }
}
