import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { seededEntropy } from '../../packages/core/src/entropy/seeded-entropy.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import type { NodeEvent } from '../../packages/core/src/node/node.ts';
import { reasonOf } from '../../packages/core/src/problem.ts';
import { Chaos } from '../tools/chaos/chaos.ts';
import { growTo } from '../tools/managers.ts';
import { isDiskError, storeDisk } from '../tools/store-disk.ts';
import { temporaryDirectory } from '../tools/swarm.ts';

/** How long things go wrong, ms. `SWARMPKI_CHAOS_SECONDS=3600` for an hour. */
const durationMs = Number(process.env['SWARMPKI_CHAOS_SECONDS'] ?? 110) * 1_000;
/** `SWARMPKI_CHAOS_SEED` draws the same faults once more; how long things take is nobody's to draw. */
const seed = process.env['SWARMPKI_CHAOS_SEED'] ?? String(Date.now());

const managers = 3;
const workers = 17;
const bounds = { leastNodes: 18, mostNodes: 24, leastManagers: 3, mostManagers: 5 };

const say = (words: string): boolean => process.stdout.write(`${words}\n`);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a swarm of 20 nodes over TLS', () => {
  it('keeps its promises whatever goes wrong with its machines', { timeout: 2 * durationMs + 300_000 }, async () => {
    say(`chaos with seed ${seed}, for ${durationMs / 1000} s`);
    const entropy = seededEntropy(seed);
    const faults: unknown[] = [];
    const onError = (error: unknown): void => void (isDiskError(error) || faults.push(error));
    await using directory = await temporaryDirectory();
    const disk = storeDisk();
    let chaos: Chaos | undefined;
    const options = {
      directory: join(directory.path, 'lab'),
      entropy: entropy.split('lab'),
      spec: { heartbeatPeriod: 2_000 },
      onError,
      onNodeEvent: (name: string, event: NodeEvent) => chaos?.machines.note(name, wordsOf(event)),
    };
    const lab = await Lab.create(options);
    let isOpen = true;
    try {
      await growTo(lab, { managers, workers });
      chaos = new Chaos({ lab, clock: systemClock, entropy: entropy.split('chaos'), bounds, storeDisk: disk });
      await chaos.run(durationMs);
      isOpen = false;
      await lab.close();

      const again = await Lab.open(options);
      chaos.ledger.checkAcknowledged(again);
      await again.close();
      say(summary(chaos));
      expect(chaos.allViolations).toEqual([]);
      expect(faults).toEqual([]);
      expect(chaos.observer.completions).toBeGreaterThan(0);
      expect(chaos.ledger.refused).toBeGreaterThan(0);
    } finally {
      if (isOpen) await lab.close();
    }
  });
});

function wordsOf(event: NodeEvent): string {
  return 'error' in event ? `${event.kind}: ${reasonOf(event.error)}` : event.kind;
}

function summary({ machines, operator, observer, ledger, counts, slowestCalm }: Chaos): string {
  const list = (title: string, found: Readonly<Record<string, number>>): string =>
    `${title}: ${Object.entries(found)
      .map(([name, count]) => `${count} × ${name}`)
      .join(', ')}`;
  return [
    list('machines', machines.counts),
    list('carried out', operator.counts),
    list('refused', operator.refused),
    list('besides', counts),
    `chaos, seed ${seed}: ${observer.completions} rotations completed, ${observer.pairs} verifications of one node by ` +
      `another (${observer.excused} failed, of nodes that were cut off at the end of a rotation), ` +
      `${ledger.refused} old tokens and certificates refused, well again within ${Math.ceil(slowestCalm / 1000)} s`,
  ].join('\n');
}
