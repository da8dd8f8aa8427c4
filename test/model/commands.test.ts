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
const wanted = process.env['SWARMPKI_MODEL_RUNS'];
const runs = Number(wanted ?? 1_000);
const seed = Number(process.env['SWARMPKI_MODEL_SEED'] ?? 20_261_124);
/** A busy machine walks less, rather than longer, unless it was told how much. */
const limitMs = wanted === undefined ? 50_000 : runs * 200;

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
    { timeout: limitMs * 2 },
    async () => {
      const setting = await prepare();
      const lot = fc.nat(1_000_000);
      const walking = fc.commands(
        [
          ...Array.from({ length: 6 }, () => lot.map((drawn) => new Step(setting, progress, drawn))),
          lot.map((drawn) => new Step(setting, outside, drawn)),
          // A walk of single steps in all directions does not get far.
          lot.map((drawn) => new Step(setting, progress, 0, 1 + (drawn % 40))),
        ],
        { maxCommands: 120, size: 'max' },
      );
      let [walks, steps] = [0, 0];
      fc.assert(
        fc.property(walking, (commands) => {
          const walk: Walk = { world: found(setting, wide), way: [] };
          fc.modelRun(() => ({ model: {}, real: walk }), commands);
          walks++;
          steps += walk.way.length;
          const endless = new Liveness(setting).look(walk.world);
          if (endless) throw new Error([endless, ...walk.way].join('\n  '));
        }),
        { numRuns: runs, seed, interruptAfterTimeLimit: limitMs },
      );
      process.stdout.write(`${walks} walks of ${Math.round(steps / walks)} steps on average\n`);
      expect(steps).toBeGreaterThan(walks * 20);
    },
  );
});
