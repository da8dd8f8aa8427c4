import { describe, expect, it } from 'vitest';
import { manualClock } from '../clock/manual-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { Sessions } from './sessions.ts';

const second = 1000;

function start(period = 5 * second) {
  const clock = manualClock(0);
  const silent: string[] = [];
  const sessions = new Sessions({
    clock,
    entropy: systemEntropy,
    period: () => period,
    onSilent: (nodeId) => silent.push(nodeId),
  });
  return { clock, silent, sessions };
}

describe('Sessions', () => {
  it('misses a node after three periods without a report, and forgets its session', () => {
    const { clock, silent, sessions } = start();
    const id = sessions.open('a', '');
    clock.advance(14 * second);
    sessions.heartbeat('a', id);
    clock.advance(14 * second);
    expect(silent).toEqual([]);
    clock.advance(2 * second);
    expect(silent).toEqual(['a']);
    expect(() => sessions.heartbeat('a', id)).toThrow('node not registered');
  });

  it('gives those that had a session with the manager before six periods to come back', () => {
    const { clock, silent, sessions } = start();
    sessions.expect('a');
    sessions.expect('b');
    expect(() => sessions.heartbeat('a', '')).toThrow('session invalid');
    sessions.open('b', 'of the manager before');
    clock.advance(14 * second);
    sessions.open('b', '');
    clock.advance(15 * second);
    expect(silent).toEqual(['b']);
    clock.advance(2 * second);
    expect(silent).toEqual(['b', 'a']);
  });

  it('AC-146 opens three new sessions within eight seconds and not four; later it does again', () => {
    const { clock, sessions } = start();
    sessions.expect('a');
    for (let count = 0; count < 3; count++) {
      sessions.open('a', '');
      clock.advance(2 * second);
    }
    expect(() => sessions.open('a', '')).toThrow('node a exceeded rate limit count of registrations');
    expect(sessions.open('b', '')).toHaveLength(25);
    clock.advance(8 * second);
    expect(sessions.open('a', '')).toHaveLength(25);
  });

  it('counts from the second one on where a node was not known before, or has been silent', () => {
    const { clock, sessions } = start();
    for (const lead of [0, 20 * second]) {
      clock.advance(lead);
      for (let count = 0; count < 4; count++) sessions.open('a', '');
      expect(() => sessions.open('a', '')).toThrow('exceeded rate limit');
    }
  });

  it('does not count what is resumed', () => {
    const { sessions } = start();
    const id = sessions.open('a', '');
    for (let count = 0; count < 20; count++) expect(sessions.open('a', id)).toBe(id);
  });

  it('asks for reports around the period, never all at the same moment', () => {
    const { sessions } = start();
    const id = sessions.open('a', '');
    const periods = Array.from({ length: 200 }, () => sessions.heartbeat('a', id));
    expect(Math.min(...periods)).toBeGreaterThanOrEqual(4500);
    expect(Math.max(...periods)).toBeLessThanOrEqual(5500);
    expect(new Set(periods).size).toBeGreaterThan(20);
  });

  it.each([50.000_001, 5000.000_001, 1234.567, (2 ** 63 - 2 ** 10) / 1e6])(
    'tells whole milliseconds of a period of %d',
    (period) => {
      const { sessions } = start(period);
      const next = sessions.heartbeat('a', sessions.open('a', ''));
      expect(Number.isInteger(next)).toBe(true);
      expect(Math.abs(next - period)).toBeLessThanOrEqual(period / 10 + 1);
    },
  );

  it.each([0.000_001, 1, 49])('asks for reports after %d ms no sooner than it can be told from silence', (period) => {
    const { clock, silent, sessions } = start(period);
    const id = sessions.open('a', '');
    expect(sessions.heartbeat('a', id)).toBeGreaterThanOrEqual(45);
    clock.advance(149);
    expect(silent).toEqual([]);
    clock.advance(1);
    expect(silent).toEqual(['a']);
  });

  it('waits for nobody once it is closed', () => {
    const { clock, silent, sessions } = start();
    sessions.open('a', '');
    sessions.expect('b');
    sessions.close();
    clock.advance(3600 * second);
    expect(silent).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
