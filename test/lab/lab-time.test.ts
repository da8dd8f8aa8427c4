import { describe, expect, it } from 'vitest';
import { LabClock } from '../../packages/core/src/clock/lab-clock.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { startLab } from '../tools/swarm.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe('lab time', () => {
  it('AC-095 leaps a year while a swarm renews over its port, and nobody expires', async () => {
    const errors: unknown[] = [];
    const clock = new LabClock(
      { at: Date.now(), speed: 1, paused: false },
      { realTime: systemClock, onError: (error) => errors.push(error) },
    );
    try {
      await using test = await startLab({ clock });
      const { lab, events } = test;
      await Promise.all([1, 2, 3].map((number) => lab.join(`worker-${number}`, lab.joinToken('worker'))));
      await lab.until('all are ready', ({ isSettled, manager }) => isSettled && manager.state.nodes.size === 4);

      await clock.jumpBy(365 * day);
      expect(events.filter(({ event }) => event.kind === 'renewal-failed')).toEqual([]);
      for (const { name, node } of lab.nodes.values()) {
        const renewals = events.filter((seen) => seen.node === name && seen.event.kind === 'renewed');
        expect(renewals.length).toBeGreaterThanOrEqual(5);
        expect(renewals.length).toBeLessThanOrEqual(8);
        const [{ notBefore, notAfter }] = node.credentials.identity.certificates;
        expect(notAfter).toBeGreaterThan(clock.now());
        expect(notBefore).toBeLessThan(clock.now());
      }
      expect(clock.isRealTime()).toBe(false);
      expect(Math.round(clock.realTimeOffset() / day)).toBe(365);

      // A swarm that has gone so far takes in another node, and rotates.
      await lab.join('late', lab.joinToken('worker'));
      await lab.rotateRoot();
      await lab.until('the rotation has ended', ({ isSettled }) => isSettled);
    } finally {
      clock.close();
    }
    expect(errors).toEqual([]);
  });
});
