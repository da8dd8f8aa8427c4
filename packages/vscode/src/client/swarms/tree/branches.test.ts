import { describe, expect, it } from 'vitest';
import { Problem } from '@swarmpki/core/commands';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { day, noon } from '../../../testing/documents.ts';
import { engineSight, fakeEngine, fakeLab, labSight, nodeSight } from '../../../testing/fake-swarm.ts';
import type { FakeSwarm } from '../../../testing/fake-swarm.ts';
import { branchesOf } from './branches.ts';
import { engineElement } from './element.ts';
import type { TreeElement } from './element.ts';
import { pictureOf } from './picture.ts';
import type { Picture } from './picture.ts';

/** A node with a certificate for 90 days, as most have. */
function node(wishes: Partial<NodeSight> & { readonly id: string }): NodeSight {
  const certificate = {
    notBefore: noon,
    notAfter: noon + 90 * day,
    renewFrom: noon + 45 * day,
    renewUntil: noon + 72 * day,
    serial: '01',
  };
  return nodeSight({ certificate, ...wishes });
}

function below(swarm: FakeSwarm, element: TreeElement = engineElement(swarm.id)): readonly TreeElement[] {
  return branchesOf(element, pictureOf(swarm, { isWatched: true }, noon));
}

/** All that is below an element, by one who opens everything. */
function all(picture: Picture, element: TreeElement): readonly TreeElement[] {
  return branchesOf(element, picture).flatMap((each) => [each, ...all(picture, each)]);
}

function keys(elements: readonly TreeElement[]): readonly string[] {
  return elements.map(({ id }) => id.split('#').at(-1) ?? '');
}

/** It has not told whom it trusts. */
const unheard = node({ id: 'a', root: undefined });
const rotation = { Root: { Digest: 'sha256:dd', Issuer: 'sha256:cc' }, Since: 1, Awaited: 1 };

describe('what is below an engine', () => {
  it('is its swarm; of a lab its time as well', () => {
    expect(keys(below(fakeLab(labSight([node({ id: 'a' })]))))).toEqual(['root', 'tokens', 'clock', 'nodes']);
    expect(keys(below(fakeEngine(engineSight([unheard]))))).toEqual(['root', 'tokens', 'nodes']);
  });

  it('is what is to be done where there is none to show', () => {
    const states = [
      ['inactive', 'empty'],
      ['', 'empty'],
      ['locked', 'locked'],
      ['active', 'worker'],
    ] as const;
    for (const [state, wanted] of states) {
      const sight = { ...engineSight([]), swarm: undefined };
      const info = { ...sight.info, Swarm: { ...sight.info.Swarm, LocalNodeState: state } };
      expect(keys(below(fakeEngine({ ...sight, info })))).toEqual([`note:${wanted}`]);
    }
    const lab = fakeLab();
    expect(keys(below(lab))).toEqual(['note:asking']);
    lab.isStopped = true;
    expect(keys(below(lab))).toEqual(['note:stopped']);
  });

  it('is why it is out of reach, what to do about that, and what was seen last', () => {
    const engine = fakeEngine(engineSight([unheard]));
    engine.problem = new Problem('gone', 'it is gone', { next: 'Look for it.' });
    expect(keys(below(engine))).toEqual(['note:problem', 'note:next', 'root', 'tokens', 'nodes']);
    engine.problem = new Problem('gone', 'it is gone');
    engine.sight = undefined;
    expect(keys(below(engine))).toEqual(['note:problem']);
  });

  it('is a rotation while one is under way, and below it those for which it waits in vain', () => {
    const of = { issuer: 'sha256:cc' };
    const [done, away] = [node({ id: 'done', ...of }), node({ id: 'away', state: 'down' })];
    const lab = fakeLab(labSight([done, away, node({ id: 'late' })], { Rotation: rotation }));
    const [first] = below(lab);
    expect(keys(below(lab)).slice(0, 2)).toEqual(['rotation:waits', 'root']);
    expect(first && keys(below(lab, first))).toEqual(['blocker:away']);
    const many = Array.from({ length: 50 }, (_, at) => node({ id: `n${at}`, state: 'down' }));
    lab.sight = labSight(many, { Rotation: rotation });
    const named = first === undefined ? [] : keys(below(lab, first));
    expect([named.length, named.at(-1)]).toEqual([21, 'more-blockers']);
  });
});

describe('nodes', () => {
  const nodesOf = (swarm: FakeSwarm): TreeElement => {
    const found = below(swarm).find(({ kind }) => kind === 'nodes');
    if (found === undefined) throw new Error('it has none');
    return found;
  };

  it('are listed, the worst first, and one keeps its element however it stands', () => {
    const good = node({ id: 'good' });
    const over = { notBefore: noon - day, notAfter: noon - 1, renewFrom: noon - 2, renewUntil: noon - 2, serial: '1' };
    const lab = fakeLab(labSight([good, node({ id: 'down', state: 'down' }), node({ id: 'over', certificate: over })]));
    const before = below(lab, nodesOf(lab));
    expect(keys(before)).toEqual(['node:over', 'node:down', 'node:good']);
    lab.sight = labSight([node({ id: 'good', state: 'down' }), node({ id: 'down' }), node({ id: 'over' })]);
    const after = below(lab, nodesOf(lab));
    expect(keys(after)).toEqual(['node:good', 'node:down', 'node:over']);
    expect(new Set(after.map(({ id }) => id))).toEqual(new Set(before.map(({ id }) => id)));
  });

  it('are grouped where there are thousands: no list is long, and everybody is found once', () => {
    const ten = Array.from({ length: 10_000 }, (_, at) =>
      node({ id: `n${at}`, name: `worker-${at}`, ...(at % 1_000 === 7 && { state: 'down' as const }) }),
    );
    const lab = fakeLab(labSight(ten));
    const nodes = nodesOf(lab);
    expect(keys(below(lab, nodes))).toEqual(['standing:down', 'standing:ready']);
    const everything = all(pictureOf(lab, { isWatched: true }, noon), nodes);
    const lists = Map.groupBy(everything, ({ parent }) => parent?.id);
    expect(Math.max(...[...lists.values()].map(({ length }) => length))).toBeLessThanOrEqual(200);
    const found = everything.flatMap((each) => (each.kind === 'node' ? [each.node] : []));
    expect([found.length, new Set(found).size]).toEqual([10_000, 10_000]);
    expect(new Set(everything.map(({ id }) => id)).size).toBe(everything.length);
  });

  it('have elements of bounded ids, whatever theirs are', () => {
    const ids = ['x'.repeat(100_000), `${'x'.repeat(100_000)}y`];
    const lab = fakeLab(labSight(ids.map((id) => node({ id }))));
    const elements = below(lab, nodesOf(lab));
    expect(new Set(elements.map(({ id }) => id)).size).toBe(2);
    for (const { id } of elements) expect(id.length).toBeLessThan(200);
    expect(new Set(elements.map((each) => each.node))).toEqual(new Set(ids));
  });
});
