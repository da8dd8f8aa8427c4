import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { ShownSwarm } from './shown-swarm.ts';

/** What commands are handed: by an element of the tree, by a lens, by a page. */
export interface Clicked {
  /** The id of a swarm: see `Swarms.find`. */
  readonly swarm: string;
  /** The id of a node, if it is one. */
  readonly node?: string;
  /** Of a join token: for whom it is. */
  readonly role?: 'worker' | 'manager';
}

/** What somebody has clicked on, as far as it says what an action is for. */
export interface Subject {
  readonly swarm: ShownSwarm;
  /** Ids of nodes of that swarm. */
  readonly nodes: readonly string[];
  /** Of a join token: for which role it is. */
  readonly role?: Clicked['role'];
}

/**
 * Reads what VS Code hands to a command: an element of the tree, arguments of a lens, or nothing.
 *
 * @param selected all elements that are selected in the tree, where there are several
 * @param find a swarm by its id
 */
export function subjectOf(
  given: unknown,
  selected: unknown,
  find: (id: string) => ShownSwarm | undefined,
): Subject | undefined {
  const clicked = elementOf(given);
  const swarm = clicked && find(clicked.swarm);
  if (clicked === undefined || swarm === undefined) return undefined;
  const others = Array.isArray(selected) ? selected.map(elementOf) : [];
  const nodes = [clicked, ...others].flatMap((each) => (each?.swarm === clicked.swarm ? (each.node ?? []) : []));
  return { swarm, nodes: [...new Set(nodes)], ...(clicked.role && { role: clicked.role }) };
}

function elementOf(given: unknown): Clicked | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { swarm, node, role } = given as Readonly<Record<string, unknown>>;
  if (typeof swarm !== 'string') return undefined;
  return {
    swarm,
    ...(typeof node === 'string' && { node }),
    ...((role === 'worker' || role === 'manager') && { role }),
  };
}

/** Whether what only a lab can do can be done: what says that it is none is not asked for it. */
export function mayBeLab({ place, sight }: ShownSwarm): boolean {
  return place.kind === 'lab' || sight?.lab !== undefined;
}

/** Nodes that an action is for, by name; left out whom it fits, all members. */
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
