import { progress } from './actions.ts';
import { fingerprint } from './fingerprint.ts';
import { resultOf } from './judge.ts';
import { reach } from './machine.ts';
import { patience } from './of-leader.ts';
import { start } from './of-machines.ts';
import { machineOf } from './world.ts';
import type { Setting, World } from './world.ts';

/** Steps that are taken one after the other before they are taken by lot, and by lot before it counts as for ever. */
const most = 2_000;

/** From wherever a swarm is: whether a rotation ends once all are alive and whatever signs is able. */
export class Liveness {
  readonly #setting: Setting;
  /** States from which it does. */
  readonly #good = new Set<string>();

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** @returns what is wrong, or nothing where it ends, or need not */
  look(world: World): string | undefined {
    const calm = this.#calmed(world);
    if (!this.#hasToEnd(calm) || this.#ends(calm)) return undefined;
    const rest = this.#byLot(calm);
    // On its way a request may have made a node of a machine that has forgotten it.
    if (isOver(rest) || !this.#hasToEnd(rest)) return undefined;
    return `the rotation goes on for ever; it waits for ${waitedFor(rest)}`;
  }

  /** Nothing comes from outside any more, everybody runs, and the external CA does what it should. */
  #calmed(world: World): World {
    let calm: World = { ...world, budget: {}, externalCa: { ...world.externalCa, mood: 'able' } };
    for (const machine of Object.values(world.machines)) {
      if (!machine.isUp) calm = start(this.#setting, calm, machine);
    }
    return calm;
  }

  /** A node without a machine never reports, nor does one whose certificate has expired, or that was cut off. */
  #hasToEnd(world: World): boolean {
    const { pool, judge } = this.#setting;
    const { rootCa } = world.decided.cluster;
    if (world.leader === undefined || rootCa.rotation === undefined) return false;
    const { rotationKey } = world.decided.secrets;
    if (rotationKey === undefined && rootCa.rotation.caCert !== pool.root(world.externalCa.root).caCert) return false;
    return [...world.decided.nodes.values()].every(({ id, certificate }) => {
      const disk = machineOf(world, id)?.disk;
      if (disk === undefined) {
        return Object.values(world.machines).some(({ renewal }) => renewal?.csr === certificate.csr);
      }
      const isReached = !world.mayStrand || reach(this.#setting, world, disk) !== undefined;
      return isReached && world.now <= resultOf(judge.validity(disk.chain)).notAfter;
    });
  }

  /** Always the first step that can be taken; states that are known to end well need not be gone through again. */
  #ends(from: World): boolean {
    const passed = new Set<string>();
    let world = from;
    for (let steps = 0; steps < most; steps++) {
      const name = fingerprint(world);
      if (isOver(world) || this.#good.has(name)) {
        for (const earlier of passed) this.#good.add(earlier);
        return true;
      }
      const [next] = progress(this.#setting, world);
      if (next === undefined || passed.has(name)) return false;
      passed.add(name);
      world = next.take();
    }
    return false;
  }

  /** By lot, sooner or later every step has its turn. @returns where that leads */
  #byLot(from: World): World {
    let world = from;
    for (let steps = 0, lot = 1; steps < most && !isOver(world); steps++, lot = (lot * 48_271) % 2_147_483_647) {
      // Time passes, whatever else goes on.
      const actions = [...progress(this.#setting, world), ...(world.asksAgain ? patience(world) : [])];
      const next = actions[lot % actions.length];
      if (next === undefined) break;
      world = next.take();
    }
    return world;
  }
}

function isOver({ lasting, batch }: World): boolean {
  return lasting.cluster.rootCa.rotation === undefined && batch.length === 0;
}

function waitedFor(world: World): string {
  return [...world.decided.unconverged].map((id) => machineOf(world, id)?.name ?? id).join(' and ');
}
