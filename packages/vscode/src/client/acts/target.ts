import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { ShownSwarm } from '../swarms/shown-swarm.ts';

/** What somebody has clicked on, as far as it says what an action is for. */
export interface Subject {
  readonly swarm: ShownSwarm;
  /** The id of a node. */
  readonly node?: string;
  /** Of a join token: for which role it is. */
  readonly role?: 'worker' | 'manager';
}

/** Reads what VS Code hands to a command: an element of the tree, arguments of a lens, or nothing. @param find a swarm by its id */
export function subjectOf(given: unknown, find: (id: string) => ShownSwarm | undefined): Subject | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { swarm: named, node, role } = given as Readonly<Record<string, unknown>>;
  const id = typeof named === 'object' && named !== null && 'id' in named ? named.id : named;
  const swarm = typeof id === 'string' ? find(id) : undefined;
  return (
    swarm && {
      swarm,
      ...(typeof node === 'string' && { node }),
      ...((role === 'worker' || role === 'manager') && { role }),
    }
  );
}

/** Whether what only a lab can do can be done: what says that it is none is not asked for it. */
export function mayBeLab({ place, sight }: ShownSwarm): boolean {
  return place.kind === 'lab' || sight?.lab !== undefined;
}

/** Nodes that an action is for, those first that lead nothing; by name. */
export function nodesFor(
  { sight }: ShownSwarm,
  fits: (node: NodeSight) => boolean = ({ state }) => state !== 'removed',
): readonly NodeSight[] {
  return [...(sight?.nodes.values() ?? [])].filter(fits).toSorted((a, b) => byName.compare(nameOf(a), nameOf(b)));
}

const byName = new Intl.Collator('en', { numeric: true });

export function nameOf({ name, id }: NodeSight): string {
  return name === '' ? id : name;
}
