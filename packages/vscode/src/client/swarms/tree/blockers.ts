import { progressOf, standingOf } from '@swarmpki/core/engine/rotation';
import type { NodeStanding } from '@swarmpki/core/engine/rotation';
import type { Picture } from './picture.ts';

/** Nodes for which a rotation, or what comes after it, waits in vain until somebody does something. */
export function blockersOf({ swarm: { sight } }: Pick<Picture, 'swarm'>): readonly NodeStanding[] {
  const progress = progressOf(sight);
  if (sight === undefined || progress.stage === 'none') return [];
  return [...sight.nodes.values()]
    .filter(({ state }) => state !== 'removed')
    .map((node) => standingOf(node, progress))
    .filter(({ reason }) => reason === 'away' || reason === 'never-reported');
}
