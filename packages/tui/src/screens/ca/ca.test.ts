import { expect, it } from 'vitest';
import { makeRoot } from '../../../../core/src/testing/certificates.ts';
import { swarmSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { takeApart } from './load.ts';
import { rootLines } from './view.tsx';

it('nothing of the root before is shown beside the one that the swarm has now', async () => {
  const [before, now] = [await makeRoot(), await makeRoot()];
  const stateWith = (pem: string) => beginning({ sight: swarmSight([], pem) });
  const own = await takeApart(before.pem);
  const shown = (pem: string): string =>
    rootLines(stateWith(pem), own)
      .flat()
      .map(({ text }) => text)
      .join(' ');
  expect(shown(before.pem)).toContain('Serial');
  expect(shown(now.pem)).toBe('It is being read …');
});
