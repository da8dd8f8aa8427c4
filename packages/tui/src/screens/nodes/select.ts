import type { NodeSight } from '@swarmpki/core/engine/watch';
import { healthOf } from '../../app/health.ts';
import { swarmNow, wantedIssuer } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import { fits, orders } from './row.ts';
import type { NodeRow, Sorting } from './row.ts';

/** What the screen of nodes keeps for itself. */
export interface Own {
  /** The id of a node. */
  readonly selected: string | undefined;
  readonly sorting: Sorting;
  readonly isReversed: boolean;
  readonly filter: string;
}

export const initial: Own = { selected: undefined, sorting: 'WORST', isReversed: false, filter: '' };

/** The nodes that fit the filter, in their order. */
export interface Listing {
  readonly rows: readonly NodeRow[];
  /** As they stand at this moment: swarm time, ms since epoch. */
  readonly now: number;
}

interface Answer {
  /** What it was asked by. */
  readonly key: readonly unknown[];
  readonly wish: readonly unknown[];
  /** All nodes, as the swarm has them. */
  readonly all: readonly NodeRow[];
  /** Those that fit the filter, not reversed. */
  readonly ordered: readonly NodeRow[];
  readonly listing: Listing;
}

/** The last answer: it is asked for by every key and every picture. */
let last: Answer | undefined;

/** What is listed. Of ten thousand nodes a few are news each time: the others keep their rows and their order. */
export function listingOf(state: State, own: Own): Listing {
  const { sight } = state;
  // Seconds are enough: a bar does not move within one.
  const key = [sight, Math.floor(state.now / 1000), own.sorting, own.isReversed, own.filter];
  if (last !== undefined && isEachSame(last.key, key)) return last.listing;
  const [now, issuer] = [swarmNow(state), wantedIssuer(state)];
  const wish = [issuer, own.sorting, own.filter];
  const before = last !== undefined && isEachSame(last.wish, wish) ? last : undefined;
  const { all, fresh, stale } = renewed(before?.all ?? [], sight?.nodes ?? new Map(), now, issuer);
  const kept = (before?.ordered ?? []).filter((row) => !stale.has(row));
  const order = orders[own.sorting];
  const ordered = merged(kept, fresh.filter(({ node }) => fits(node, own.filter)).toSorted(order), order);
  const listing = { rows: own.isReversed ? ordered.toReversed() : ordered, now };
  last = { key, wish, all, ordered, listing };
  return listing;
}

export function rowsOf(state: State, own: Own): readonly NodeRow[] {
  return listingOf(state, own).rows;
}

/** The rows of all nodes: those that were there, as long as they are right. */
function renewed(
  before: readonly NodeRow[],
  nodes: ReadonlyMap<string, NodeSight>,
  now: number,
  issuer: string | undefined,
): { readonly all: readonly NodeRow[]; readonly fresh: readonly NodeRow[]; readonly stale: ReadonlySet<NodeRow> } {
  const all: NodeRow[] = [];
  const fresh: NodeRow[] = [];
  const stale = new Set<NodeRow>();
  // A swarm keeps its nodes in their places, until one of them goes.
  for (const node of nodes.values()) {
    const known = before[all.length];
    if (known?.node === node && known.health.from < now && now < known.health.until) all.push(known);
    else {
      if (known !== undefined) stale.add(known);
      const row = { node, health: healthOf(node, now, issuer) };
      fresh.push(row);
      all.push(row);
    }
  }
  for (const row of before.slice(all.length)) stale.add(row);
  return { all, fresh, stale };
}

/** Two sorted lists as one. */
function merged<Item>(
  one: readonly Item[],
  other: readonly Item[],
  order: (a: Item, b: Item) => number,
): readonly Item[] {
  const both: Item[] = [];
  let at = 0;
  for (const item of one) {
    for (let next = other[at]; next !== undefined && order(next, item) < 0; next = other[++at]) both.push(next);
    both.push(item);
  }
  return [...both, ...other.slice(at)];
}

function isEachSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.every((value, at) => value === other[at]);
}

/** The last one that was looked for. */
let found: { readonly rows: readonly NodeRow[]; readonly selected: string; readonly at: number } | undefined;

/** Which row is selected: that of the node, or the first where it is not among them. */
export function selectedRow(rows: readonly NodeRow[], { selected }: Own): number {
  if (selected === undefined) return 0;
  // It is asked for by every key that could be pressed, for every picture.
  if (found?.rows !== rows || found.selected !== selected) {
    found = { rows, selected, at: rows.findIndex(({ node }) => node.id === selected) };
  }
  return Math.max(0, found.at);
}
