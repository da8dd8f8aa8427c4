import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabClock } from '../../packages/core/src/clock/lab-clock.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { openLabClock } from '../../packages/core/src/lab/lab-time.ts';
import { startLab, temporaryDirectory } from '../tools/swarm.ts';

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

  it('goes on where it was left, also after a process that was killed and could not write that down', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'lab');
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const openClock = () => openLabClock(path, { realTime: systemClock, onError });

    const first = await openClock();
    expect(first.isRealTime()).toBe(true);
    const lab = await Lab.create({ directory: path, clock: first, onError });
    await first.jumpBy(60 * day);
    const away = JSON.stringify(first.snapshot());
    await first.jumpBy(60 * day);
    const left = first.now();
    await lab.close();
    first.close();

    const second = await openClock();
    expect(second.now()).toBeGreaterThanOrEqual(left);
    expect(second.now()).toBeLessThan(left + hour);
    second.close();

    // As if it had been killed long before.
    await writeFile(join(path, 'time.json'), away);
    const third = await openClock();
    const again = await Lab.open({ directory: path, clock: third, onError });
    const { certificates } = [...again.nodes.values()][0]?.node.credentials.identity ?? { certificates: [] };
    expect(certificates[0]?.notBefore).toBeLessThan(third.now());
    expect(Math.max(...[...again.state.nodes.values()].map(({ updatedAt }) => updatedAt))).toBeLessThanOrEqual(
      third.now(),
    );
    await again.close();
    third.close();

    await writeFile(join(path, 'time.json'), '{"at": "tomorrow"}');
    await expect(openClock()).rejects.toMatchObject({ code: 'malformed-time' });
    expect(errors).toEqual([]);
  });
});
