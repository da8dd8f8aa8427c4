import { describe, expect, it } from 'vitest';
import type { LabSight, NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { manualClock } from '../../../../core/src/clock/manual-clock.ts';
import { press } from '../../app/dispatch.ts';
import { appOf } from '../../testing/drawing.tsx';
import { labSight, nodeSight, swarmSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { explainRotation } from './explain.ts';
import { initial } from './progress.ts';
import { headLines } from './view.tsx';

const [old, fresh] = ['sha256:aaaaaaaaaa', 'sha256:cccccccccc'];
const engine = { name: 'the lab', isLab: true, program: 'swarmpki' };

function rotating(nodes: readonly NodeSight[]): SwarmSight {
  const sight = labSight(nodes);
  const Rotation: LabSight['swarm']['Rotation'] = {
    Root: { Digest: 'sha256:dddddddddd', Issuer: fresh },
    Since: 0,
    Awaited: nodes.length,
  };
  return { ...sight, lab: sight.lab && { ...sight.lab, swarm: { ...sight.lab.swarm, Rotation } } };
}

describe('the node that is chosen in a rotation', () => {
  const [a, b] = [nodeSight({ id: 'a', state: 'down' }), nodeSight({ id: 'b', name: 'worker-b', state: 'down' })];
  const at = (nodes: readonly NodeSight[]) =>
    beginning({ engine, sight: rotating(nodes), way: [{ screen: 'rotation' }] });

  it('stays that node when those before it are through', () => {
    const app = appOf(at([a, b]));
    press(app, 'down');
    app.store.update((state) => ({ ...state, sight: rotating([{ ...a, issuer: fresh }, b]) }));
    press(app, 'X');
    expect(app.store.state.overlay).toMatchObject({ kind: 'confirm' });
    expect(JSON.stringify(app.store.state.overlay)).toContain('node rm --force b');
  });

  it('is the one that was to be seen when a key was pressed, and is asked for by its name', () => {
    const app = appOf(at([a, b]), manualClock(0));
    // Just seen, so that what follows waits to be shown.
    app.store.update((state) => ({ ...state }));
    app.store.receive((state) => ({ ...state, sight: rotating([{ ...a, issuer: fresh }, b]) }));
    press(app, 'X');
    expect(JSON.stringify(app.store.state.overlay)).toContain('node rm --force a');
    press(app, 'escape');
    press(app, 'X');
    expect(JSON.stringify(app.store.state.overlay)).toMatch(/worker-b.*node rm --force b/);
  });
});

describe('a rotation that is not', () => {
  const wordsOf = (sight: SwarmSight): string => {
    const state = beginning({ engine, sight });
    const { short } = explainRotation({ state, own: initial, where: { screen: 'rotation' } });
    const lines = headLines(state, 76).map((line) => line.map(({ text }) => text).join(''));
    return [short, ...lines].join('\n');
  };

  it('is told of no swarm whose nodes have just not reported yet', () => {
    const joining = nodeSight({ id: 'b', issuer: undefined, root: undefined });
    const words = wordsOf(labSight([nodeSight({ id: 'a' }), joining]));
    expect(words).toContain('No rotation is under way');
    expect(words).toContain('1 of 2');
    expect(words).not.toMatch(/cross-signed|finished|is over|all trust/);
  });

  it('is told as over while nodes still trust the root before', () => {
    const behind = nodeSight({ id: 'b', root: 'sha256:eeeeeeeeee' });
    expect(wordsOf(labSight([nodeSight({ id: 'a' }), behind]))).toMatch(/is over.*\n.*finished ✔/);
  });

  it('is not made up where an engine does not show its swarm', () => {
    const words = wordsOf({ ...swarmSight([]), swarm: undefined, refusal: 'This node is not a swarm manager.' });
    expect(words).toContain('does not show its swarm');
    expect(words).not.toMatch(/old root|all trust|All 0 nodes/);
  });

  it('is one where a root comes', () => {
    expect(wordsOf(rotating([nodeSight({ id: 'a', issuer: old })]))).toMatch(/re-issued 0\/1 ◐/);
  });
});
