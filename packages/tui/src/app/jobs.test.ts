import { expect, it } from 'vitest';
import { manualClock } from '../../../core/src/clock/manual-clock.ts';
import { beginning } from '../testing/state.ts';
import { Jobs } from './jobs.ts';
import { Store } from './store.ts';

it('keeps no secret that a command prints', async () => {
  const store = new Store(beginning(), manualClock(0));
  const digest = 'a'.repeat(50);
  const jobs = new Jobs(store, async (_, output) => {
    output.print(`a token:\n    swarmpki join --token SWMTKN-1-${digest}-secretsecretsecret 127.0.0.1:2377`);
    output.note('    SWMKEY-1-locksecret');
    output.print(`SWMTKN-2-1-${digest}-secretsecretsecret`);
    return 0;
  });
  expect(await jobs.run(['join-token', 'worker'])).toBe(true);
  expect(JSON.stringify(store.state)).not.toMatch(/secret/);
  expect(store.state.jobs[0]?.lines.slice(1)).toEqual([
    `    swarmpki join --token SWMTKN-1-${digest}-••• 127.0.0.1:2377`,
    '    SWMKEY-1-•••',
    `SWMTKN-2-1-${digest}-•••`,
  ]);
  expect(store.state.toast).toEqual({ tone: 'good', text: `SWMTKN-2-1-${digest}-•••` });
});

it('tells when a command has ended, well or not: it may have changed something', async () => {
  const jobs = new Jobs(new Store(beginning(), manualClock(0)), async ([word]) => (word === 'good' ? 0 : 1));
  let changes = 0;
  jobs.changes.addEventListener('change', () => changes++);
  expect(await jobs.run(['good'])).toBe(true);
  expect(changes).toBe(1);
  expect(await jobs.run(['bad'])).toBe(false);
  expect(changes).toBe(2);
});
