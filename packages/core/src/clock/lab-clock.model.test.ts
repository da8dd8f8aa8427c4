import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Timer } from './clock.ts';
import { LabClock } from './lab-clock.ts';
import { manualClock } from './manual-clock.ts';

const noon = Date.UTC(2026, 10, 24, 12);
const deadlineMs = 1000;

async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A timer as it was set. */
interface Set {
  readonly at: number;
  readonly timer: Timer;
  ranAt: number | undefined;
  isCancelled: boolean;
}

const delay = fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 50 }), fc.integer({ min: 0, max: 100_000 }));
/** What a timer does when it is due; `turns` is how long its work takes, 0 for none. */
const timer = fc.record({
  does: fc.constant('set' as const),
  delay,
  turns: fc.nat(3),
  fails: fc.boolean(),
  /** Sets another after so much time. */
  child: fc.option(delay, { nil: undefined }),
});
const command = fc.oneof(
  { weight: 6, arbitrary: timer },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('cancel' as const), which: fc.nat(30) }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('pass' as const), ms: fc.nat(900) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('jump' as const), ms: fc.nat(100_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('speed' as const), factor: fc.integer({ min: 1, max: 200 }) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('pause' as const, 'resume' as const) }) },
);
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

/** Carries commands out on a clock, and notes what comes of it. */
class Trial {
  readonly real = manualClock(noon);
  readonly errors: unknown[] = [];
  readonly clock = new LabClock(
    { at: noon, speed: 1, paused: true },
    { realTime: this.real, deadlineMs, onError: (error) => this.errors.push(error) },
  );
  readonly sets: Set[] = [];
  readonly ran: Set[] = [];
  readonly jumps: Promise<string>[] = [];
  #seen = noon;

  /** The time; it never goes back. */
  look(): number {
    const now = this.clock.now();
    expect(now).toBeGreaterThanOrEqual(this.#seen);
    this.#seen = now;
    return now;
  }

  carryOut(what: Command): void {
    const { clock } = this;
    switch (what.does) {
      case 'set':
        this.#set(what.delay, what.turns, what.fails, what.child);
        return;
      case 'cancel': {
        const set = this.sets[what.which];
        set?.timer.cancel();
        if (set && set.ranAt === undefined) set.isCancelled = true;
        return;
      }
      case 'pass':
        this.real.advance(what.ms);
        return;
      case 'jump': {
        const to = this.look() + what.ms;
        const arrive = (): string => {
          // Nothing that was due until then has been left out.
          this.#expectAllRan(to);
          return 'arrived';
        };
        this.jumps.push(clock.jumpTo(to).then(arrive, (error: { readonly code: string }) => error.code));
        return;
      }
      case 'speed':
        clock.setSpeed(what.factor);
        return;
      case 'pause':
        clock.pause();
        return;
      case 'resume':
        clock.resume();
    }
  }

  /** What has to hold whenever everything has had its turn. */
  check(): void {
    const now = this.look();
    this.#expectAllRan(now - 1);
    const order = new Map(this.sets.map((set, index) => [set, index]));
    for (const [index, set] of this.ran.entries()) {
      expect(set.isCancelled).toBe(false);
      expect(set.ranAt).toBe(set.at);
      const before = this.ran[index - 1];
      if (!before) continue;
      const isInOrder = before.at < set.at || (order.get(before) ?? 0) < (order.get(set) ?? 0);
      expect(before.at <= set.at && isInOrder).toBe(true);
    }
    expect(new globalThis.Set(this.ran).size).toBe(this.ran.length);
  }

  #expectAllRan(until: number): void {
    const missing = this.sets.filter((set) => set.at <= until && set.ranAt === undefined && !set.isCancelled);
    expect(missing).toEqual([]);
  }

  #set(ms: number, turns: number, fails: boolean, child?: number): void {
    const set: Set = {
      at: this.look() + Math.max(0, ms),
      ranAt: undefined,
      isCancelled: false,
      timer: this.clock.after(ms, () => {
        set.ranAt = this.look();
        this.ran.push(set);
        if (child !== undefined) this.#set(child, turns, fails);
        if (turns > 0) return this.#work(turns, fails);
        if (fails) throw new Error('at once');
        return undefined;
      }),
    };
    this.sets.push(set);
  }

  async #work(turns: number, fails: boolean): Promise<void> {
    const before = this.look();
    await settle(turns);
    // Less real time than the deadline has passed if none was asked for: so time has stood still.
    if (this.clock.state.behind === 0) expect(this.look()).toBe(before);
    if (fails) throw new Error('later');
  }
}

/** More turns than what can be due takes. */
const enough = 400;

describe('LabClock, whatever is done to it', () => {
  it('loses no timer, runs each at its moment and in order, never goes back, and settles every jump', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(command, fc.nat(4)), { minLength: 1, maxLength: 40 }), async (commands) => {
        const trial = new Trial();
        for (const [what, turns] of commands) {
          trial.carryOut(what);
          await settle(turns);
          trial.look();
        }
        await settle(enough);
        trial.check();
        await trial.clock.jumpBy(1_000_000);
        trial.check();
        expect(trial.clock.state.unsettled).toBe(0);
        const outcomes = await Promise.all(trial.jumps);
        expect(outcomes.filter((outcome) => outcome !== 'arrived' && outcome !== 'interrupted')).toEqual([]);
        trial.clock.close();
        expect(trial.real.pending).toBe(0);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('is where a simple model says, if it is given its turns after each command', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (commands) => {
        const trial = new Trial();
        const model = { now: noon, speed: 1, paused: true };
        for (const what of commands) {
          trial.carryOut(what);
          await settle(enough / 4);
          // Never more than the deadline passes at a time: so all of it counts.
          if (what.does === 'pass' && !model.paused) model.now += what.ms * model.speed;
          if (what.does === 'jump') model.now += what.ms;
          if (what.does === 'speed') model.speed = what.factor;
          if (what.does === 'pause') model.paused = true;
          if (what.does === 'resume') model.paused = false;
          expect(trial.clock.state).toMatchObject({ ...model, behind: 0, jumpingTo: undefined });
          trial.check();
        }
        expect(new globalThis.Set(await Promise.all(trial.jumps))).not.toContain('interrupted');
        trial.clock.close();
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('does the same again in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 25 }), async (commands) => {
        const run = async (): Promise<readonly number[]> => {
          const trial = new Trial();
          for (const what of commands) trial.carryOut(what);
          await settle(enough);
          trial.clock.close();
          await Promise.all(trial.jumps);
          return trial.ran.map((set) => trial.sets.indexOf(set));
        };
        expect(await run()).toEqual(await run());
      }),
      { numRuns: 50 },
    );
  }, 60_000);
});
