import { describe, expect, it } from 'vitest';
import type { LabSight, NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { labSight, nodeSight } from '../../testing/sight.ts';
import { beginning } from '../../testing/state.ts';
import { checkLines } from './checks.ts';
import { initial } from './own.ts';

const noon = Date.UTC(2026, 10, 24, 12);
const day = 86_400_000;

function linesOf(node: NodeSight, sight: SwarmSight = labSight([node])): string {
  return checkLines(beginning({ now: noon, sight }), node, initial, 60)
    .map((line) => line.map(({ text }) => text).join(''))
    .join('\n');
}

function rotating(node: NodeSight): SwarmSight {
  const sight = labSight([node]);
  const Rotation: LabSight['swarm']['Rotation'] = {
    Root: { Digest: 'sha256:dddddddddd', Issuer: 'sha256:cccccccccc' },
    Since: 0,
    Awaited: 1,
  };
  return { ...sight, lab: sight.lab && { ...sight.lab, swarm: { ...sight.lab.swarm, Rotation } } };
}

describe('what others look at of a node', () => {
  it('is no cross for what nobody refuses it by: another key in a rotation, a renewal that is late', () => {
    const node = nodeSight({ id: 'a', certificate: { notBefore: noon - 85 * day, notAfter: noon + 5 * day } });
    const shown = linesOf(node, rotating(node));
    expect(shown).not.toContain('✗');
    expect(shown).toMatch(/✔ it is valid now[^]*Nobody looks at that:[^]*! its renewal window is past/);
    expect(shown).toMatch(/! signed by aaaaaaaa, and the swarm signs by cccccccc now/);
  });

  it('is a cross for what it is refused by', () => {
    const ended = nodeSight({ id: 'a', certificate: { notBefore: noon - 91 * day, notAfter: noon - day } });
    expect(linesOf(ended)).toMatch(/^✗ it ended 1d/);
  });
});
