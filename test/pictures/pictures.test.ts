import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { SwarmSight } from '../../packages/core/src/engine/watch/swarm-sight.ts';
import type { State } from '../../packages/tui/src/app/state.ts';
import { appOf } from '../../packages/tui/src/testing/drawing.tsx';
import { framesOf } from '../tools/frames.ts';
import type { Grid } from '../tools/grid.ts';
import { renderState } from '../tools/render-state.ts';
import { stateOf } from '../tools/sights.ts';
import { animatedSvgOf, svgOf } from '../tools/svg.ts';
import { play } from './play.ts';
import type { Played } from './play.ts';

// Before Ink is loaded: it looks once whether there are colours.
vi.hoisted(() => (process.env['FORCE_COLOR'] = '3'));

let played: Played;

beforeAll(async () => {
  played = await play();
});

/** A screen as it is when it has asked for what it wants to know. */
async function shown(screen: string, sight: SwarmSight, changed: Partial<State> = {}): Promise<Grid> {
  const now = sight.lab?.clock.Real ?? 0;
  const way = [{ screen }] as const;
  let state = stateOf(sight, { now, way, ...changed });
  const { screen: found, view } = appOf(state).now();
  const live = found.live?.(view);
  if (live !== undefined) {
    const own = await live.load(played.reached, new AbortController().signal);
    state = { ...state, own: { ...state.own, [screen]: own(view.own) } };
  }
  const { grid } = await renderState(state);
  expect(framesOf(grid).broken).toEqual([]);
  return grid;
}

const idOf = (name: string): string => [...played.settled.nodes.values()].find((node) => node.name === name)?.id ?? '';

const seqOf = (event: string): number | undefined =>
  played.over.lab?.journal.findLast(({ Event }) => Event === event)?.Seq;

// The pictures that the README shows. `npm run pictures` draws them anew; a picture that is stale fails.
describe('the pictures in docs/pictures', () => {
  const draw: Readonly<Record<string, () => Promise<Grid>>> = {
    nodes: () =>
      shown('nodes', played.settled, {
        own: { nodes: { selected: idOf('worker-2'), sorting: 'WORST', isReversed: false, filter: '' } },
      }),
    node: () =>
      shown('node', played.settled, { way: [{ screen: 'nodes' }, { screen: 'node', subject: idOf('worker-2') }] }),
    ca: () => shown('ca', played.blocked),
    rotation: () => shown('rotation', played.blocked),
    tokens: () => shown('tokens', played.settled),
    events: () =>
      shown('events', played.over, { own: { events: { filter: '', selected: seqOf('rotation-completed') } } }),
  };

  it.each(Object.entries(draw))('%s is as the screen is now', async (name, grid) => {
    await expect(svgOf(await grid())).toMatchFileSnapshot(`../../docs/pictures/${name}.svg`);
  });

  it('a rotation of eight nodes is as the screens are now', async () => {
    const { settled, rotating } = played;
    const rotation = { rotation: undefined, selected: 0 };
    const grids: Grid[] = [];
    for (const sight of [settled, ...rotating]) {
      const state = stateOf(sight, {
        now: sight.lab?.clock.Real ?? 0,
        way: [{ screen: 'rotation' }],
        own: { rotation },
      });
      const { grid } = await renderState(state);
      if (grid.lines.join('\n') !== grids.at(-1)?.lines.join('\n')) grids.push(grid);
    }
    expect(grids.length).toBeGreaterThan(12);
    const seconds = grids.map((_, at) => (at === 0 || at === grids.length - 1 ? 2.5 : 0.6));
    await expect(animatedSvgOf(grids, seconds)).toMatchFileSnapshot('../../docs/pictures/rotation-live.svg');
  });
});
