import type { NodeSight } from '@swarmpki/core/engine/watch';
import { mayBeLab } from '../../../engines/subject.ts';
import { contextValues, viewItem } from '../../context-values.ts';
import type { Flag } from '../../context-values.ts';
import type { ShownSwarm } from '../../../engines/shown-swarm.ts';

/** What menus are told of a node. Words of an engine that nobody knows say nothing. */
export function nodeMenu(swarm: ShownSwarm, { desiredRole, leader, state, place, faults }: NodeSight): string {
  const kind = mayBeLab(swarm) ? contextValues.labNode : contextValues.engineNode;
  const isRemoved = state === 'removed';
  const flags: readonly (Flag | false)[] = [
    isRemoved && 'removed',
    !isRemoved && desiredRole === 'manager' && 'manager',
    !isRemoved && desiredRole === 'worker' && 'worker',
    !isRemoved && leader && 'leader',
    place === 'here' && 'here',
    place === 'stopped' && 'stopped',
    place === 'outside' && 'outside',
    faults?.Cut === true && 'cut',
    faults?.Silenced === true && 'silenced',
  ];
  return viewItem(
    kind,
    flags.filter((flag) => flag !== false),
  );
}
