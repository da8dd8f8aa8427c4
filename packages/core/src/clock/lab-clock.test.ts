import { afterEach, describe, expect, it } from 'vitest';
import { LabClock } from './lab-clock.ts';
import type { LabClockOptions } from './lab-clock.ts';
import type { LabClockSnapshot } from './course.ts';
import { manualClock } from './manual-clock.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const noon = Date.UTC(2026, 10, 24, 12);
const deadlineMs = 10 * second;

/** Turns of the event loop, more than anything here takes. */
async function settle(turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const code = (name: string) => expect.objectContaining({ code: name });
const renewal = (of: string) => ({ what: 'renewal', of });

describe('LabClock', () => {
  const clocks: LabClock[] = [];
  afterEach(() => {
    for (const clock of clocks.splice(0)) clock.close();
  });

  function start(from: Partial<LabClockSnapshot> = {}, options: Partial<LabClockOptions> = {}) {
    const real = manualClock(noon);
    const errors: { readonly error: unknown; readonly of: string | undefined }[] = [];
    const onError: LabClockOptions['onError'] = (error, label) => errors.push({ error, of: label?.of });
    const clock = new LabClock({ at: noon, speed: 1, paused: false, ...from }, { realTime: real, onError, ...options });
    clocks.push(clock);
    const events: string[] = [];
    const note = (name: string): void => void events.push(`${name} ${clock.now() - noon}`);
    /** Real time passes, and everything that it brings happens. */
    const pass = async (ms: number): Promise<void> => {
      real.advance(ms);
      await settle();
    };
    return { clock, real, errors, events, note, pass };
  }

  describe('on its course', () => {
    it('passes with real time, and calls back when its own time has come', async () => {
      const { clock, events, note, pass } = start();
      clock.after(50, () => note('a'));
      await pass(49);
      expect(events).toEqual([]);
      expect(clock.now()).toBe(noon + 49);
      await pass(1);
      expect(events).toEqual(['a 50']);
    });

    it('passes as much faster as it is told, from then on', async () => {
      const { clock, events, note, pass } = start();
      clock.after(hour, () => note('a'));
      await pass(second);
      clock.setSpeed(3600);
      await pass(998);
      expect(clock.now()).toBe(noon + second + 998 * 3600);
      expect(events).toEqual([]);
      await pass(2);
      expect(events).toEqual([`a ${hour}`]);
      clock.setSpeed(1.5);
      const before = clock.now();
      await pass(3);
      expect(clock.now()).toBe(before + 4);
      await pass(3);
      expect(clock.now()).toBe(before + 9);
    });

    it.each([0, 0.5, -1, 1_000_001, Infinity, Number.NaN])('refuses to pass %s times as fast', (factor) => {
      const { clock } = start();
      expect(() => clock.setSpeed(factor)).toThrow(code('speed'));
      expect(clock.state.speed).toBe(1);
      expect(() => start({ speed: factor })).toThrow(code('speed'));
    });

    it('stands while it is paused, but for what is due at this moment', async () => {
      const { clock, events, note, pass } = start();
      await pass(second);
      clock.pause();
      clock.after(1, () => note('later'));
      clock.after(0, () => note('now'));
      clock.after(-5, () => note('now, too'));
      expect(events).toEqual([]);
      await pass(hour);
      expect(events).toEqual(['now 1000', 'now, too 1000']);
      clock.resume();
      await pass(1);
      expect(events.slice(2)).toEqual(['later 1001']);
    });

    it('calls back nothing that was cancelled, also by what is due before it at the same moment', async () => {
      const { clock, events, note, pass } = start();
      clock.after(5, () => {
        note('a');
        other.cancel();
      });
      const other = clock.after(5, () => note('b'));
      clock.after(3, () => note('c')).cancel();
      await pass(10);
      expect(events).toEqual(['a 5']);
    });

    it('takes nothing back when the real clock is set back', async () => {
      const { clock, real, pass } = start();
      await pass(hour);
      expect(clock.now()).toBe(noon + hour);
      real.advance(-hour / 2);
      expect(clock.now()).toBe(noon + hour);
      await pass(minute);
      expect(clock.now()).toBe(noon + hour + minute);
    });

    it('makes up a laptop’s sleep at speed 1; at any other it goes on with no more than a deadline’s worth', async () => {
      const sleepFor = async (speed: number) => {
        const awake = manualClock(noon);
        let slept = 0;
        const realTime = { ...awake, now: () => awake.now() + slept };
        const { clock, events, note } = start({ speed }, { realTime });
        clock.after(3 * hour, () => note('a'));
        slept = 8 * hour;
        awake.advance(6 * second);
        await settle();
        return { events, now: clock.now() - noon, clock };
      };
      const following = await sleepFor(1);
      // Its timer has slept as well. Asked for the time it notices, and runs what has become due.
      expect(following).toMatchObject({ events: [], now: 3 * hour });
      await settle();
      expect(following.events).toEqual([`a ${3 * hour}`]);
      expect(following.clock.now()).toBe(noon + 8 * hour + 6 * second);

      const fast = await sleepFor(3600);
      expect(fast.events).toEqual([`a ${3 * hour}`]);
      // It looked for the first time when its timer was due, three seconds after the start, and then three seconds later.
      expect(fast.now).toBe((10 + 3) * hour);
    });

    it('reaches moments that lie years ahead', async () => {
      const { clock, events, note, pass } = start({ speed: 1_000_000 });
      clock.after(3652 * day, () => note('a'));
      for (let count = 0; count < 63; count++) await pass(5 * second);
      expect(events).toEqual([]);
      await pass(5 * second);
      expect(events).toEqual([`a ${3652 * day}`]);
    });
  });

  describe('with work that is due', () => {
    /** Work that is under way until it is told to end. */
    function gate() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      return {
        promise,
        open: async () => (resolve(), settle()),
        fail: async (error: Error) => (reject(error), settle()),
      };
    }

    it('stands until the work has settled, and makes up afterwards what it has missed', async () => {
      const { clock, events, note, pass } = start();
      const work = gate();
      clock.after(10, async () => {
        note('begin');
        await work.promise;
        note('end');
      });
      clock.after(20, () => note('next'));
      await pass(100);
      expect(clock.now()).toBe(noon + 10);
      expect(clock.state).toMatchObject({
        behind: 0,
        unsettled: 1,
        waitsFor: [{ dueAt: noon + 10, isOverdue: false }],
      });
      await work.open();
      expect(events).toEqual(['begin 10', 'end 10', 'next 20']);
      expect(clock.now()).toBe(noon + 100);
      expect(clock.state).toMatchObject({ behind: 0, unsettled: 0, waitsFor: [] });
    });

    it('starts what is due at one moment together, in the order in which it was set', async () => {
      const { clock, events, note, pass } = start();
      const work = gate();
      for (const name of ['a', 'b', 'c']) {
        clock.after(10, async () => {
          note(name);
          await work.promise;
        });
      }
      clock.after(11, () => note('later'));
      await pass(100);
      expect(events).toEqual(['a 10', 'b 10', 'c 10']);
      await work.open();
      expect(events.slice(3)).toEqual(['later 11']);
    });

    it('runs what is set without delay while it stands, so that work can wait for that', async () => {
      const { clock, events, note } = start({ paused: true });
      clock.after(10, async () => {
        note('begin');
        for (let count = 0; count < 2; count++) {
          await settle(3);
          await new Promise<void>((resolve) => clock.after(0, resolve));
        }
        note('end');
      });
      clock.after(11, () => note('later'));
      await clock.jumpBy(20);
      expect(events).toEqual(['begin 10', 'end 10', 'later 11']);
    });

    it('lets all be heard that follows from a call, before it moves on', async () => {
      const { clock, events, note } = start({ paused: true });
      const live = async (): Promise<void> => {
        for (let count = 0; count < 3; count++) {
          await new Promise<void>((resolve) => clock.after(hour, resolve));
          for (let deep = 0; deep < 10; deep++) await Promise.resolve();
          note('woken');
        }
      };
      void live();
      await clock.jumpBy(day);
      expect(events).toEqual([`woken ${hour}`, `woken ${2 * hour}`, `woken ${3 * hour}`]);
    });

    it('goes on without work that hits its deadline, and is behind until that has settled', async () => {
      const { clock, events, note, pass } = start({ speed: 60 });
      const work = gate();
      clock.after(minute, () => work.promise, renewal('slow'));
      clock.after(2 * minute, () => note('next'));
      await pass(second);
      await pass(deadlineMs - 1);
      expect(clock.state).toMatchObject({ now: noon + minute, behind: 0 });
      await pass(1);
      expect(events).toEqual([`next ${2 * minute}`]);
      expect(clock.state).toMatchObject({
        now: noon + 11 * minute,
        behind: 10 * minute,
        unsettled: 1,
        waitsFor: [{ label: renewal('slow'), dueAt: noon + minute, isOverdue: true }],
      });
      await pass(second);
      expect(clock.state.behind).toBe(11 * minute);
      await work.open();
      expect(clock.state).toMatchObject({ behind: 0, unsettled: 0, waitsFor: [] });
    });

    it('tells the oldest sixteen of what it waits for, and how much that is', async () => {
      const { clock, pass } = start();
      for (let count = 0; count < 50; count++)
        clock.after(count < 10 ? 1 : 2, () => gate().promise, renewal(`${count}`));
      await pass(1);
      await pass(deadlineMs + 1);
      expect(clock.state.unsettled).toBe(50);
      expect(clock.state.waitsFor.map(({ label, isOverdue }) => `${label?.of} ${isOverdue}`)).toEqual(
        Array.from({ length: 16 }, (_, count) => `${count} ${count < 10}`),
      );
    });

    it('reports what work lets through, and goes on', async () => {
      const { clock, errors, events, note, pass } = start();
      const failing = gate();
      clock.after(
        1,
        () => {
          throw new Error('at once');
        },
        renewal('a'),
      );
      clock.after(2, () => failing.promise, renewal('b'));
      clock.after(3, () => note('next'));
      await pass(deadlineMs + 2);
      await failing.fail(new Error('too late'));
      expect(events).toEqual(['next 3']);
      expect(errors).toEqual([
        { error: new Error('at once'), of: 'a' },
        { error: new Error('too late'), of: 'b' },
      ]);
    });

    it('piles up no time that a fast clock misses, beyond a deadline’s worth', async () => {
      const { clock, pass } = start({ speed: 1000 });
      const work = [gate(), gate(), gate()];
      for (const [index, { promise }] of work.entries()) clock.after(1 + index, () => promise);
      for (const { open } of work) {
        await pass(9 * second);
        await open();
      }
      expect(clock.now() - noon).toBe(3 + deadlineMs * 1000);
    });

    it('takes a new course from where it is when the speed changes or it is paused while work is outstanding', async () => {
      const { clock, pass } = start({ speed: 1000 });
      const work = gate();
      clock.after(1, () => work.promise);
      await pass(second);
      clock.setSpeed(10);
      await pass(second);
      await work.open();
      expect(clock.now()).toBe(noon + 1 + 10 * second);

      const more = gate();
      clock.after(1, () => more.promise);
      await pass(second);
      clock.pause();
      await more.open();
      await pass(second);
      expect(clock.now()).toBe(noon + 1 + 10 * second + 1);
      clock.resume();
      expect(clock.now()).toBe(noon + 1 + 10 * second + 1);
    });

    it('is not hung by timers without delay that set one another for ever: it says whose they are, and can be stopped', async () => {
      const { clock, errors, events, note } = start({ paused: true });
      let count = 0;
      const again = (): void => void (count++, clock.after(0, again, renewal('restless')));
      clock.after(minute, again);
      clock.after(3 * minute + 1, () => note('other'));
      await clock.jumpBy(3 * minute + 2);
      expect(events).toEqual([`other ${3 * minute + 1}`]);
      expect(count).toBe(3000);
      expect(errors).toHaveLength(3);
      expect(errors[0]).toEqual({ error: code('endless'), of: 'restless' });
      const jump = clock.jumpBy(3652 * day);
      await settle();
      clock.pause();
      await expect(jump).rejects.toEqual(code('interrupted'));
      await settle(2000);
      const stopped = count;
      await settle();
      expect(count).toBe(stopped);
    });
  });

  describe('jumping', () => {
    it('runs whatever is due on the way and at its end, each at its own moment, and settles there', async () => {
      const { clock, events, note } = start({ paused: true });
      const every = (name: string, ms: number): void => {
        clock.after(ms, async () => {
          note(name);
          await settle(2);
          every(name, ms);
        });
      };
      every('a', 2 * day);
      every('b', 3 * day);
      await clock.jumpBy(6 * day);
      note('there');
      expect(events.map((event) => event.replace(/\d+$/, (ms) => `${Number(ms) / day}`))).toEqual([
        'a 2',
        'b 3',
        'a 4',
        'b 6',
        'a 6',
        'there 6',
      ]);
      expect(clock.state).toMatchObject({ paused: true, jumpingTo: undefined });
    });

    it('does not count real time, and lands on its moment; a running clock runs on from there', async () => {
      const { clock, pass } = start({ speed: 100 });
      clock.after(hour, async () => {
        await pass(second);
      });
      await clock.jumpTo(noon + 2 * hour);
      expect(clock.now()).toBe(noon + 2 * hour);
      await pass(second);
      expect(clock.now()).toBe(noon + 2 * hour + 100 * second);
    });

    it('goes on after the deadline of work that does not settle', async () => {
      const { clock, real } = start({ paused: true });
      clock.after(day, () => new Promise(() => undefined));
      const jump = clock.jumpBy(2 * day);
      await settle();
      expect(clock.state).toMatchObject({ now: noon + day, jumpingTo: noon + 2 * day });
      real.advance(deadlineMs);
      await jump;
      expect(clock.state).toMatchObject({ now: noon + 2 * day, behind: day });
    });

    it('walks through several jumps, each settling at its own moment', async () => {
      const { clock, events, note } = start();
      const arrivals = [3, 1, 2, 2].map(async (days) => {
        await clock.jumpTo(noon + days * day);
        note(`after ${days}`);
      });
      expect(clock.state.jumpingTo).toBe(noon + 3 * day);
      await Promise.all(arrivals);
      expect(events).toEqual([1, 2, 2, 3].map((days) => `after ${days} ${days * day}`));
    });

    it('is ended by a pause where it is, and can be begun again', async () => {
      const { clock, events, note } = start();
      clock.after(day, () => clock.pause());
      clock.after(2 * day, () => note('a'));
      await expect(clock.jumpBy(3 * day)).rejects.toMatchObject({
        code: 'interrupted',
        message: 'the jump to 2026-11-27T12:00:00.000Z was stopped at 2026-11-25T12:00:00.000Z',
      });
      await settle();
      expect(clock.state).toMatchObject({ now: noon + day, paused: true, jumpingTo: undefined });
      await clock.jumpBy(day);
      expect(events).toEqual([`a ${2 * day}`]);
    });

    it('does not lead back, nor out of the calendar, and says what to do', async () => {
      const { clock } = start();
      await expect(clock.jumpBy(-1)).rejects.toMatchObject({
        code: 'past',
        next: 'Create a new lab to begin at an earlier time.',
      });
      for (const moment of [Number.NaN, Infinity, Date.UTC(10_000, 0)]) {
        await expect(clock.jumpTo(moment)).rejects.toEqual(code('beyond'));
      }
      await clock.jumpTo(clock.now());
      await clock.jumpTo(Date.UTC(9999, 0));
      expect(() => start({ at: -1 })).toThrow(code('beyond'));
    });

    it('leads to the next thing that people care about', async () => {
      const { clock, events, note } = start({ paused: true });
      clock.after(hour, () => note('unlabelled'));
      clock.after(3 * hour, () => note('b'), renewal('b'));
      clock.after(2 * hour, () => note('a'), renewal('a'));
      expect(clock.nextMoment()).toEqual({ at: noon + 2 * hour, label: renewal('a') });
      await clock.jumpToNext();
      expect(events).toEqual([`unlabelled ${hour}`, `a ${2 * hour}`]);
      await clock.jumpToNext();
      expect(clock.now()).toBe(noon + 3 * hour);
      expect(clock.nextMoment()).toBeUndefined();
      await expect(clock.jumpToNext()).rejects.toEqual(code('nothing-due'));
    });
  });

  it('tells of changes, and of nothing else', async () => {
    const { clock, errors, pass } = start();
    const seen: string[] = [];
    const end = clock.onChange(() => {
      const { paused, speed, jumpingTo, behind, unsettled } = clock.state;
      const word = [paused && 'paused', jumpingTo && 'jumping', behind > 0 && 'behind', unsettled > 0 && 'waiting'];
      seen.push([`×${speed}`, ...word.filter(Boolean)].join(' '));
    });
    clock.onChange(() => {
      throw new Error('of a listener');
    });
    const work = Promise.withResolvers<void>();
    clock.setSpeed(60);
    await pass(second);
    clock.pause();
    clock.after(1, () => work.promise);
    clock.after(2, () => undefined);
    const jump = clock.jumpBy(10);
    await settle();
    await pass(deadlineMs);
    await jump;
    work.resolve();
    await settle();
    clock.resume();
    expect(seen).toEqual([
      '×60',
      '×60 paused',
      '×60 paused jumping',
      '×60 paused jumping waiting',
      '×60 paused jumping waiting',
      '×60 paused behind waiting',
      '×60 paused',
      '×60',
    ]);
    expect(errors).toHaveLength(seen.length);
    end();
    clock.pause();
    expect(seen).toHaveLength(8);
  });

  it('knows how far it is from real time, and whether it stays with that', async () => {
    const { clock, pass } = start();
    await pass(hour);
    expect(clock.realTimeOffset()).toBe(0);
    expect(clock.isRealTime()).toBe(true);
    await clock.jumpBy(minute);
    expect(clock.isRealTime()).toBe(true);
    await clock.jumpBy(1);
    expect(clock.realTimeOffset()).toBe(minute + 1);
    expect(clock.isRealTime()).toBe(false);
    expect(clock.isRealTime(hour)).toBe(true);
    clock.setSpeed(2);
    expect(clock.isRealTime(hour)).toBe(false);
    clock.setSpeed(1);
    clock.pause();
    expect(clock.isRealTime(hour)).toBe(false);
  });

  it('is carried on by another, from plain data', async () => {
    const { clock, pass } = start({ speed: 60 });
    await pass(second);
    clock.pause();
    const snapshot: LabClockSnapshot = JSON.parse(JSON.stringify(clock.snapshot()));
    expect(snapshot).toEqual({ at: noon + minute, speed: 60, paused: true });
    clock.close();
    const next = start(snapshot);
    await next.pass(second);
    expect(next.clock.snapshot()).toEqual(snapshot);
    next.clock.resume();
    await next.pass(second);
    expect(next.clock.now()).toBe(noon + 2 * minute);
  });

  it('ends for everybody when it is closed', async () => {
    const { clock, real, errors, events, note, pass } = start();
    const work = Promise.withResolvers<void>();
    clock.after(1, () => work.promise, renewal('a'));
    clock.after(2, () => note('b'));
    const jump = clock.jumpBy(hour);
    await settle();
    clock.close();
    clock.close();
    await expect(jump).rejects.toEqual(code('closed'));
    await expect(clock.jumpBy(1)).rejects.toEqual(code('closed'));
    clock.after(1, () => note('c')).cancel();
    clock.after(0, () => note('d'));
    await pass(day);
    expect(events).toEqual([]);
    expect(clock.now()).toBe(noon + 1);
    expect(real.pending).toBe(0);
    work.reject(new Error('late'));
    await settle();
    expect(errors).toEqual([{ error: new Error('late'), of: 'a' }]);
  });

  it('can be closed by what is due, and then follows its work no more', async () => {
    const { clock, real, note, events, pass } = start();
    clock.after(1, async () => {
      clock.close();
      await new Promise(() => undefined);
    });
    clock.after(1, () => note('b'));
    await pass(1);
    expect(events).toEqual([]);
    expect(real.pending).toBe(0);
    expect(clock.state.unsettled).toBe(0);
  });
});
