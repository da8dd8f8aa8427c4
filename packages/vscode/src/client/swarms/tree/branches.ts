import { progressOf } from '@swarmpki/core/engine/rotation';
import { below } from './element.ts';
import type { Note, TreeElement } from './element.ts';
import { nodeBranches, pageBranches, standingBranches } from './node-branches.ts';
import { engineStanding } from './picture.ts';
import type { Picture } from './picture.ts';
import { blockersOf } from '../../engines/blockers.ts';

/** So many of those that a rotation waits for in vain are named. */
export const mostBlockers = 20;

/** What is below an element, as its swarm is now. */
export function branchesOf(element: TreeElement, picture: Picture): readonly TreeElement[] {
  switch (element.kind) {
    case 'engine':
      return engineBranches(element, picture);
    case 'tokens':
      return (['worker', 'manager'] as const).map((role) => below(element, { kind: 'token', role }));
    case 'rotation':
      return rotationBranches(element, picture);
    case 'nodes':
      return nodeBranches(element, picture.nodes);
    case 'standing':
      return standingBranches(element, picture.nodes);
    case 'page':
      return pageBranches(element, picture.nodes);
    case 'note':
    case 'root':
    case 'token':
    case 'clock':
    case 'node':
    case 'blocker':
    case 'more-blockers':
      return [];
  }
}

function engineBranches(engine: TreeElement, picture: Picture): readonly TreeElement[] {
  const note = (...notes: readonly Note[]): readonly TreeElement[] =>
    notes.map((each) => below(engine, { kind: 'note', note: each }));
  const { problem } = picture.swarm;
  const standing = engineStanding(picture.swarm);
  switch (standing) {
    case 'manager':
      return swarmBranches(engine, picture);
    case 'lost':
      // What was seen last may still help whoever looks for what is wrong.
      return [
        ...note('problem', ...(problem?.next === undefined ? [] : ['next' as const])),
        ...swarmBranches(engine, picture),
      ];
    case 'refused':
    case 'empty':
    case 'worker':
    case 'locked':
    case 'stopped':
    case 'asking':
      return note(standing);
  }
}

function swarmBranches(engine: TreeElement, picture: Picture): readonly TreeElement[] {
  const { nodes, swarm } = picture;
  const { sight } = swarm;
  if (sight === undefined || (sight.swarm === undefined && sight.lab === undefined)) return [];
  const isRotating = progressOf(sight).stage !== 'none';
  return [
    ...(isRotating ? [below(engine, { kind: 'rotation', waits: blockersOf(picture.swarm.sight).length > 0 })] : []),
    below(engine, { kind: 'root' }),
    ...(sight.swarm === undefined ? [] : [below(engine, { kind: 'tokens' })]),
    ...(sight.lab === undefined ? [] : [below(engine, { kind: 'clock' })]),
    ...(nodes.length === 0 ? [] : [below(engine, { kind: 'nodes' })]),
  ];
}

function rotationBranches(rotation: TreeElement, picture: Picture): readonly TreeElement[] {
  const blockers = blockersOf(picture.swarm.sight);
  return [
    ...blockers.slice(0, mostBlockers).map(({ node }) => below(rotation, { kind: 'blocker', node: node.id })),
    ...(blockers.length > mostBlockers ? [below(rotation, { kind: 'more-blockers' })] : []),
  ];
}
