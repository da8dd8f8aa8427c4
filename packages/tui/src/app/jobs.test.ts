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
  expect(store.state.toast?.text).not.toContain('SWMTKN');
});

it('says where an unlock key is to be had that a command has printed', async () => {
  const store = new Store(beginning(), manualClock(0));
  const jobs = new Jobs(store, async (_, output) => {
    output.print('Swarm updated.\n    SWMKEY-1-locksecret\nwill not be able to restart the manager.');
    return 0;
  });
  await jobs.run(['update', '--autolock']);
  expect(store.state.toast).toMatchObject({
    tone: 'warn',
    text: expect.stringMatching(/^update --autolock: done.*screen 4/),
  });
});

it('gives a command what it asks for, and keeps none of it', async () => {
  const store = new Store(beginning(), manualClock(0));
  const answers: unknown[] = [];
  const jobs = new Jobs(store, async (_words, _output, _signal, answer) => answers.push(answer) - 1);
  await jobs.run(['unlock'], 'SWMKEY-1-locksecret');
  expect(answers).toEqual(['SWMKEY-1-locksecret']);
  expect(JSON.stringify(store.state)).not.toContain('secret');
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
