import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver';
import { certificatesIn } from '@swarmpki/core/verify';
import { day, noon, opened, smallSwarm } from '../testing/documents.ts';
import { TestClock } from '../testing/test-clock.ts';
import { Deadline } from './deadline.ts';
import { nextMoment } from './moments.ts';
import { Settling } from './settling.ts';

const soon = 30 * day;

describe('what is due', async () => {
  const { leaf, key } = await smallSwarm();
  const items = (text: string) => opened(text).picture.report.items;

  it('is nothing where nothing has a date: then there is no timer', () => {
    expect(nextMoment(items(key), noon, soon)).toBeUndefined();
    expect(nextMoment([], noon, soon)).toBeUndefined();
  });

  it('is the next moment at which something else is said', () => {
    const [certificate] = certificatesIn(Buffer.from(leaf), 'leaf');
    const end = certificate?.notAfter ?? 0;
    // `80 days left` becomes `79 days left`.
    expect(nextMoment(items(leaf), noon + 3_600_000, soon)).toBe(end - 80 * day + 1);
    expect(nextMoment(items(leaf), end, soon)).toBe(end + 1);
    // The window of renewal closes at 80 % of 90 days.
    expect(nextMoment(items(leaf), end - 18 * day - 1_000, soon)).toBe(end - 18 * day);
  });

  it('comes no more often than once a minute, however many certificates there are', () => {
    const many = items(leaf.repeat(3));
    const end = certificatesIn(Buffer.from(leaf), 'leaf')[0]?.notAfter ?? 0;
    expect(nextMoment(many, end - 90_000, soon)).toBe(end - 30_000);
  });
});

describe('a deadline', () => {
  it('has one timer, and none when nothing is due', () => {
    const clock = new TestClock(noon);
    let due = 0;
    const deadline = new Deadline(clock, () => due++);
    expect(clock.timers).toBe(0);
    deadline.set(noon + day);
    deadline.set(noon + 2 * day);
    expect(clock.timers).toBe(1);
    clock.pass(day);
    expect(due).toBe(0);
    clock.pass(day);
    expect([due, clock.timers]).toEqual([1, 0]);
    deadline.set(noon + 9 * day);
    deadline.set(undefined);
    expect(clock.timers).toBe(0);
  });

  it('waits on where a timer fires before its time', () => {
    const clock = new TestClock(noon, 24 * day);
    let due = 0;
    new Deadline(clock, () => due++).set(noon + 60 * day);
    clock.pass(50 * day);
    expect(due).toBe(0);
    clock.pass(10 * day);
    expect([due, clock.timers]).toEqual([1, 0]);
  });
});

describe('settling', () => {
  const wanted = new CancellationTokenSource().token;

  it('waits until nobody edits any more', async () => {
    const clock = new TestClock(noon);
    let settled = 0;
    const settling = new Settling(clock, () => settled++);
    expect(await settling.settled(wanted)).toBe(true);
    settling.edited();
    const waiting = settling.settled(wanted);
    clock.pass(150);
    settling.edited();
    clock.pass(150);
    expect(settled).toBe(0);
    clock.pass(50);
    expect(await waiting).toBe(true);
    expect([settled, clock.timers]).toEqual([1, 0]);
  });

  it('waits little for documents that are opened, but as long as somebody types', async () => {
    const clock = new TestClock(noon);
    let settled = 0;
    const settling = new Settling(clock, () => settled++);
    settling.opened();
    clock.pass(20);
    expect(settled).toBe(1);
    settling.edited();
    settling.opened();
    clock.pass(199);
    expect(settled).toBe(1);
    clock.pass(1);
    expect(settled).toBe(2);
  });

  it('lets go of what is no longer wanted, and of all when it ends', async () => {
    const clock = new TestClock(noon);
    const settling = new Settling(clock, () => undefined);
    settling.edited();
    const called = new CancellationTokenSource();
    const waiting = settling.settled(called.token);
    called.cancel();
    settling.end();
    expect(await waiting).toBe(false);
    expect(clock.timers).toBe(0);
  });
});
