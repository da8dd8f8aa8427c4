import { expect, it } from 'vitest';
import { manualClock } from '../../../../core/src/clock/manual-clock.ts';
import { App } from '../../app/app.ts';
import { paste, press } from '../../app/dispatch.ts';
import { Jobs } from '../../app/jobs.ts';
import type { State } from '../../app/state.ts';
import { Store } from '../../app/store.ts';
import { swarmSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { tokensScreen } from './index.tsx';
import { verdictLines } from './view.tsx';
import type { Own } from './own.ts';

const token = (secret: string): string => `SWMTKN-1-${'1'.repeat(50)}-${secret.repeat(25)}`;

it('a verdict about a pasted token ends with the tokens that it was judged by, and the pasted one is not kept', () => {
  const has = (Worker: string): NonNullable<State['sight']> => {
    const sight = swarmSight([]);
    return { ...sight, swarm: sight.swarm && { ...sight.swarm, JoinTokens: { Worker, Manager: token('b') } } };
  };
  const clock = manualClock(0);
  const state = beginning({ sight: has(token('a')), link: { kind: 'live' }, way: [{ screen: 'tokens' }] });
  const store = new Store<State>(state, clock);
  const jobs = new Jobs(store, async () => 0);
  const app = new App({ store, jobs, screens: [tokensScreen], clock, write: () => undefined });
  const verdict = (): string => {
    const { view } = app.now();
    return verdictLines({ ...view, own: view.own as Own })
      .map((line) => line.map(({ text }) => text).join(''))
      .join('\n');
  };
  expect(verdict()).toBe('It is judged, and not shown.');
  const judge = (text: string): void => {
    press(app, 'p');
    paste(app, text);
    press(app, 'enter');
  };
  judge(token('a'));
  expect(verdict()).toContain('it is the token for a worker');
  store.update((before) => ({ ...before, sight: has(token('c')) }));
  expect(verdict()).toMatch(/^! the tokens of the swarm have changed since/);
  judge(token('x'));
  expect(verdict()).toContain('its secret is neither of the two');
  expect(JSON.stringify(store.state)).not.toContain('x'.repeat(25));
  judge(token('c'));
  expect(verdict()).toContain('it is the token for a worker');
});
