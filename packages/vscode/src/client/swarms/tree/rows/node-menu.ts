import type { NodeSight } from '@swarmpki/core/engine/watch';
import { mayBeLab } from '../../../acts/target.ts';
import { contextValues, viewItem } from '../../context-values.ts';
import type { Flag } from '../../context-values.ts';
import type { ShownSwarm } from '../../shown-swarm.ts';

/** What menus are told of a node. */
export function nodeMenu(swarm: ShownSwarm, node: NodeSight): string {
  if (node.state === 'removed') return viewItem(kindOf(swarm), ['removed', ...placeOf(node)]);
  const { desiredRole, leader, faults } = node;
  const flags: readonly Flag[] = [
    ...(desiredRole === undefined ? [] : [desiredRole]),
    ...(leader ? (['leader'] as const) : []),
    ...placeOf(node),
    ...(faults?.Cut === true ? (['cut'] as const) : []),
    ...(faults?.Silenced === true ? (['silenced'] as const) : []),
  ];
  return viewItem(kindOf(swarm), flags);
}

function kindOf(swarm: ShownSwarm): (typeof contextValues)['labNode' | 'engineNode'] {
  return mayBeLab(swarm) ? contextValues.labNode : contextValues.engineNode;
}

function placeOf({ place }: NodeSight): readonly Flag[] {
  return place === undefined ? [] : [place];
}
