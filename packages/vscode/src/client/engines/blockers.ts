import { isMember, progressOf, standingOf } from '@swarmpki/core/engine/rotation';
import type { NodeStanding } from '@swarmpki/core/engine/rotation';
import type { SwarmSight } from '@swarmpki/core/engine/watch';

/** Nodes for which a rotation, or what comes after it, waits in vain until somebody does something. */
export function blockersOf(sight: SwarmSight | undefined): readonly NodeStanding[] {
  const progress = progressOf(sight);
  if (sight === undefined || progress.stage === 'none') return [];
  return [...sight.nodes.values()]
    .filter(isMember)
    .map((node) => standingOf(node, progress))
    .filter(({ reason }) => reason === 'away' || reason === 'never-reported');
}
