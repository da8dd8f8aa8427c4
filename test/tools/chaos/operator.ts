import type { Entropy } from '../../../packages/core/src/entropy/entropy.ts';
import type { Lab, LabNode } from '../../../packages/core/src/lab/lab.ts';
import { Problem, reasonOf } from '../../../packages/core/src/problem.ts';
import { managersOf } from '../../../packages/core/src/swarm/managers.ts';
import { removeNode } from '../../../packages/core/src/swarm/members.ts';
import type { Ledger } from './ledger.ts';
import type { Machines } from './machines.ts';

export interface Bounds {
  readonly leastNodes: number;
  readonly mostNodes: number;
  readonly leastManagers: number;
  readonly mostManagers: number;
}

type Command = readonly [weight: number, name: string, run: () => Promise<boolean | void>];

/** What a swarm may answer in the midst of chaos; anything else is a fault. */
const honest = [
  /^The swarm does not have a leader\./,
  /^update out of sequence/,
  /^attempting to demote the last manager/,
  /^can't find manager in raft memberlist/,
  /loss of quorum/,
  /^node \w+ not found/,
  /is a cluster manager and is a member of the raft cluster/,
  /^no manager leads this swarm/,
  /^A valid join token is necessary/,
  /^remote CA does not match fingerprint/,
  /^this manager does not lead/,
  /^CA signer is stopped/,
  /^the leader cannot be reached/,
  /^the swarm changed again and again/,
  /^connection error/,
  // The disk of the managers’ store was full.
  /^internal error/,
  /^context deadline exceeded/,
  /no space left on device/,
  /refused|no answer|ended|closed/,
];

/** Does to a swarm what people do: at any time, whatever is wrong with its machines. */
export class Operator {
  /** How often what was carried out. */
  readonly counts: Record<string, number> = {};
  /** How often what was refused. */
  readonly refused: Record<string, number> = {};
  readonly violations: string[] = [];
  readonly #lab: Lab;
  readonly #draw: Entropy;
  readonly #machines: Machines;
  readonly #ledger: Ledger;
  readonly #bounds: Bounds;
  readonly #underWay = new Set<Promise<void>>();
  #guests = 0;

  constructor(lab: Lab, draw: Entropy, machines: Machines, ledger: Ledger, bounds: Bounds) {
    this.#lab = lab;
    this.#draw = draw;
    this.#machines = machines;
    this.#ledger = ledger;
    this.#bounds = bounds;
  }

  get #commands(): readonly Command[] {
    const lab = this.#lab;
    const { rootCa } = lab.state.cluster;
    return [
      [6, 'rotate the root', () => lab.rotateRoot()],
      [rootCa.rotation ? 3 : 0, 'abort a rotation', () => this.#abort()],
      [2, 'rotate the tokens', () => lab.update({}, { workerToken: true, managerToken: true })],
      [4, 'update the swarm', () => this.#ledger.update(lab)],
      [2, 'update a node', () => lab.updateNode(this.#any().node.id, { labels: { drawn: String(this.#guests) } })],
      [3, 'join', () => this.#join()],
      [3, 'remove', () => this.#removeOne()],
      [2, 'promote', () => this.#promote()],
      [2, 'demote', () => this.#demote()],
      [2, 'stop the leader', () => this.#stopLeader()],
    ];
  }

  /** Does something. */
  act(): void {
    const commands = this.#commands;
    let drawn = this.#draw.integerBelow(commands.reduce((sum, [weight]) => sum + weight, 0));
    const command = commands.find(([weight]) => (drawn -= weight) < 0);
    if (command === undefined) return;
    const [, name, run] = command;
    const done = this.#carryOut(name, run).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  /** Settles when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  /** A node goes for good, as one does that cannot come back by itself; if it is a manager it is demoted before. */
  async replace(name: string): Promise<void> {
    const nodeId = this.#lab.nodes.get(name)?.node.id ?? this.#ledger.nodes.get(name) ?? '';
    const isManager = this.#lab.state.nodes.get(nodeId)?.role === 'manager';
    await this.#machines.calm(name);
    await this.#lab.stop(name);
    if (isManager) {
      await this.#lab.updateNode(nodeId, { desiredRole: 'worker' });
      await this.#lab.until('it is demoted', ({ state }) => state.nodes.get(nodeId)?.manager === undefined);
    }
    await this.remove(name, nodeId);
    await this.#join(isManager ? 'manager' : 'worker');
  }

  /** Removes a node that the swarm knows and that does not run. */
  async remove(name: string, nodeId: string): Promise<void> {
    this.#ledger.removed(name);
    await this.#lab.control.perform((state, context) => removeNode(state, nodeId, { force: true }, context));
  }

  async #carryOut(name: string, run: () => Promise<boolean | void>): Promise<void> {
    try {
      if ((await run()) === false) return;
      this.counts[name] = (this.counts[name] ?? 0) + 1;
    } catch (error) {
      const reason = reasonOf(error);
      const isHonest = honest.some((pattern) => pattern.test(reason));
      const isSimulated = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
      if (!(isHonest && (error instanceof Problem || isSimulated))) this.violations.push(`${name}: ${reason}`);
      this.refused[name] = (this.refused[name] ?? 0) + 1;
    }
  }

  async #abort(): Promise<boolean> {
    const { caCert, rotation } = this.#lab.state.cluster.rootCa;
    const { rootKey } = this.#lab.readSecrets();
    if (rotation === undefined || rootKey === undefined) return false;
    await this.#lab.update({ signingCaCert: caCert, signingCaKey: rootKey });
    return true;
  }

  async #join(role: 'worker' | 'manager' = 'worker'): Promise<boolean> {
    if (this.#lab.state.nodes.size >= this.#bounds.mostNodes) return false;
    const name = `guest-${++this.#guests}`;
    const { node } = await this.#lab.join(name, this.#lab.joinToken(role));
    this.#ledger.joined(name, node.id);
    return true;
  }

  async #removeOne(): Promise<boolean> {
    if (this.#lab.state.nodes.size <= this.#bounds.leastNodes) return false;
    const { name, node } = this.#any();
    const { role, desiredRole } = this.#lab.state.nodes.get(node.id) ?? {};
    if (role !== 'worker' || desiredRole !== 'worker' || this.#machines.isDisturbed(name)) return false;
    await this.#machines.alone(name, async () => {
      await this.#lab.stop(name);
      try {
        await this.remove(name, node.id);
      } catch (error) {
        this.#ledger.joined(name, node.id);
        await this.#lab.start(name);
        throw error;
      }
    });
    return true;
  }

  async #promote(): Promise<boolean> {
    const { node, name } = this.#any();
    const managers = [...this.#lab.state.nodes.values()].filter(({ desiredRole }) => desiredRole === 'manager');
    if (managers.length >= this.#bounds.mostManagers || this.#machines.isDisturbed(name)) return false;
    if (this.#lab.state.nodes.get(node.id)?.desiredRole !== 'worker') return false;
    await this.#lab.updateNode(node.id, { desiredRole: 'manager' });
    return true;
  }

  async #demote(): Promise<boolean> {
    const managers = managersOf(this.#lab.state).filter(({ desiredRole }) => desiredRole === 'manager');
    const drawn = managers[this.#draw.integerBelow(managers.length)];
    if (managers.length <= this.#bounds.leastManagers || drawn === undefined) return false;
    await this.#lab.updateNode(drawn.id, { desiredRole: 'worker' });
    return true;
  }

  async #stopLeader(): Promise<boolean> {
    const { nodeId } = this.#lab.manager;
    const leader = [...this.#lab.nodes.values()].find(({ node }) => node.id === nodeId);
    if (leader === undefined || this.#machines.isDisturbed(leader.name)) return false;
    this.#machines.disturb(leader, 'stop');
    return true;
  }

  #any(): LabNode {
    const nodes = [...this.#lab.nodes.values()];
    const drawn = nodes[this.#draw.integerBelow(nodes.length)];
    if (drawn === undefined) throw new Error('no node is running');
    return drawn;
  }
}
