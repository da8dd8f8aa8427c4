import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progress } from './actions.ts';
import { found, prepare } from './found.ts';
import { violation } from './invariants.ts';
import { Liveness } from './liveness.ts';
import { outside } from './outside.ts';
import { wide } from './scopes.ts';
import type { Setting, World } from './world.ts';

/** Longer runs by hand: `SWARMPKI_MODEL_RUNS=100000 npm test -- test/model/commands.test.ts`. */
const runs = Number(process.env['SWARMPKI_MODEL_RUNS'] ?? 300);
const seed = Number(process.env['SWARMPKI_MODEL_SEED'] ?? 20_261_124);
const msPerRun = 150;

/** A swarm on its way, and how it came there. */
interface Walk {
  world: World;
  readonly way: string[];
}

/** Takes one of the steps that are possible: of those that go on by themselves, or of those that come from outside. */
class Step implements fc.Command<object, Walk> {
  readonly #setting: Setting;
  readonly #from: typeof progress;
  readonly #lot: number;
  readonly #times: number;

  constructor(setting: Setting, from: typeof progress, lot: number, times = 1) {
    this.#setting = setting;
    this.#from = from;
    this.#lot = lot;
    this.#times = times;
  }

  check(): boolean {
    return true;
  }

  run(_model: object, walk: Walk): void {
    for (let taken = 0; taken < this.#times; taken++) {
      const actions = this.#from(this.#setting, walk.world);
      const action = actions[this.#lot % actions.length];
      if (action === undefined) return;
      walk.way.push(action.what);
      const before = walk.world;
      walk.world = action.take();
      const wrong = violation(this.#setting, walk.world, before);
      if (wrong) throw new Error([`${wrong.invariant}: ${wrong.why}`, ...walk.way].join('\n  '));
    }
  }

  toString(): string {
    return `${this.#from.name} ${this.#lot}${this.#times > 1 ? ` × ${this.#times}` : ''}`;
  }
}

describe('a swarm that anything happens to', () => {
  it(
    `keeps its promises in ${runs} walks, and ends its rotation once all are well`,
    { timeout: runs * msPerRun + 60_000 },
    async () => {
      const setting = await prepare();
      const lot = fc.nat(1_000_000);
      const steps = fc.commands(
        [
          ...Array.from({ length: 6 }, () => lot.map((drawn) => new Step(setting, progress, drawn))),
          lot.map((drawn) => new Step(setting, outside, drawn)),
          // A walk of single steps in all directions does not get far.
          lot.map((drawn) => new Step(setting, progress, 0, 1 + (drawn % 40))),
        ],
        { maxCommands: 120, size: 'max' },
      );
      let walked = 0;
      fc.assert(
        fc.property(steps, (commands) => {
          const walk: Walk = { world: found(setting, wide), way: [] };
          fc.modelRun(() => ({ model: {}, real: walk }), commands);
          walked += walk.way.length;
          const endless = new Liveness(setting).look(walk.world);
          if (endless) throw new Error([endless, ...walk.way].join('\n  '));
        }),
        { numRuns: runs, seed, interruptAfterTimeLimit: runs * msPerRun },
      );
      process.stdout.write(`${runs} walks of ${Math.round(walked / runs)} steps on average\n`);
      expect(walked).toBeGreaterThan(runs * 20);
    },
  );
});
