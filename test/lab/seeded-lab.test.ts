import { describe, expect, it } from 'vitest';
import { LabClock } from '../../packages/core/src/clock/lab-clock.ts';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { seededEntropy } from '../../packages/core/src/entropy/seeded-entropy.ts';
import type { JournalEntry } from '../../packages/core/src/swarm/decision.ts';
import { inProcessNetwork } from '../../packages/core/src/wire/in-process/network.ts';
import { rotateToTheEnd, startLab } from '../tools/swarm.ts';

const day = 24 * 3_600_000;
const start = Date.UTC(2026, 10, 24, 12);

/** A quarter of a year in the life of a lab. */
async function live(seed: string): Promise<readonly JournalEntry[]> {
  const entropy = seededEntropy(seed);
  const clock = new LabClock(
    { at: start, speed: 1, paused: true },
    {
      realTime: systemClock,
      onError: (error) => {
        throw error;
      },
    },
  );
  try {
    await using test = await startLab({ clock, entropy, network: inProcessNetwork(entropy), storage: 'memory' });
    const { lab } = test;
    const journal: JournalEntry[] = [];
    lab.control.onJournal((entry) => journal.push(entry));
    for (const name of ['a', 'b', 'c']) await lab.join(name, lab.joinToken('worker'));
    await lab.until('all are ready', ({ isSettled }) => isSettled);
    await clock.jumpBy(60 * day);
    await rotateToTheEnd(lab);
    await clock.jumpBy(60 * day);
    return journal;
  } finally {
    clock.close();
  }
}

describe('a lab of a seed', () => {
  it('has the same nodes, and the same things happen to them at the same moments', async () => {
    const [first, again, other] = [await live('one'), await live('one'), await live('another')];
    expect(first.filter(({ event }) => event === 'certificate-issued').length).toBeGreaterThan(8);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe('a lab within the process', () => {
  it('leaps 90 days with 300 nodes, of which none that lives expires', async () => {
    const clock = new LabClock({ at: start, speed: 1, paused: true }, { realTime: systemClock, onError: fail });
    try {
      await using test = await startLab({ clock, network: inProcessNetwork(seededEntropy('x')), storage: 'memory' });
      const { lab } = test;
      const names = Array.from({ length: 300 }, (_, index) => `worker-${index}`);
      await Promise.all(names.map((name) => lab.join(name, lab.joinToken('worker'))));
      await lab.until('all are ready', ({ isSettled }) => isSettled);
      await lab.stop('worker-7');
      await clock.jumpBy(90 * day);
      const expired = [...lab.nodes.values()].filter(
        ({ node }) => node.credentials.identity.certificates[0].notAfter < clock.now(),
      );
      expect(expired).toEqual([]);
      expect(lab.nodes.size).toBe(300);
      // One that was stopped all the while has to leave and to join again.
      await clock.jumpBy(day);
      await expect(lab.start('worker-7')).rejects.toMatchObject({ code: 'expired' });
    } finally {
      clock.close();
    }
  });
});

function fail(error: unknown): never {
  throw error;
}
