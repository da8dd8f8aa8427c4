import { describe, expect, it } from 'vitest';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { press } from '../../app/dispatch.ts';
import type { View } from '../../app/screen.ts';
import { appOf } from '../../testing/drawing.tsx';
import { nodeSight, swarmSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { explainNodes } from './explain.ts';
import { previewLines } from './preview.ts';
import { initial, rowsOf } from './select.ts';
import type { Own } from './select.ts';

const day = 86_400_000;
const noon = Date.UTC(2026, 10, 24, 12);

/** The nodes of a real swarm, seen at noon. */
const stateOf = (...nodes: readonly NodeSight[]) => beginning({ now: noon, sight: swarmSight(nodes) });

function toldOf(node: NodeSight): { readonly explained: string; readonly preview: string } {
  const state = stateOf(node);
  const view: View<Own> = { state, own: initial, where: { screen: 'nodes' } };
  const [row] = rowsOf(state, initial);
  return {
    explained: explainNodes(view).short,
    preview: previewLines(row, noon)
      .map((line) => line.map(({ text }) => text).join(''))
      .join('\n'),
  };
}

describe('the filter of the nodes', () => {
  it('is taken away by Esc also when its field is closed, and Esc goes back else', () => {
    const app = appOf(stateOf(nodeSight({ id: 'worker-1' }), nodeSight({ id: 'worker-2' })));
    app.open({ screen: 'ca' });
    app.open({ screen: 'nodes' });
    for (const key of ['/', '2', 'enter']) press(app, key);
    expect(app.now().view.own).toMatchObject({ filter: '2' });
    press(app, 'escape');
    expect(app.now().view.own).toMatchObject({ filter: '' });
    expect(app.now().screen.id).toBe('nodes');
    press(app, 'escape');
    expect(app.now().screen.id).toBe('ca');
  });
});

describe('what is said of a node’s renewal', () => {
  const real = { id: 'worker-1', place: undefined, issuance: undefined };

  it.each(['down', 'disconnected', 'unknown'] as const)('promises none of a real one that is %s', (state) => {
    const { explained, preview } = toldOf(nodeSight({ ...real, state, silentSince: noon - 3 * day }));
    expect(explained).toMatch(new RegExp(`is ${state}, not heard of for 3d 00h at least`));
    expect(explained).not.toContain('at the earliest');
    expect(preview).toContain('not heard of for 3d 00h at least');
    expect(preview).not.toContain('at the earliest');
  });

  it('does not make up since when', () => {
    const { explained } = toldOf(nodeSight({ ...real, state: 'down' }));
    expect(explained).toMatch(/^worker-1 is down:/);
  });

  it('says when one that is there renews', () => {
    const { explained, preview } = toldOf(nodeSight(real));
    expect(explained).toContain('renews by itself in 44d 00h at the earliest');
    expect(preview).toContain('in 44d 00h at the earliest');
  });
});
