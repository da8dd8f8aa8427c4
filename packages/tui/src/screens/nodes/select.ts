import { standingOf } from '@swarmpki/core/engine/health';
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

interface Answer {
  /** What it was asked by. */
  readonly key: readonly unknown[];
  readonly sorting: Sorting;
  readonly filter: string;
  /** All nodes, as the swarm has them. */
  readonly all: readonly NodeRow[];
  /** Those that fit the filter, in their order. */
  readonly ordered: readonly NodeRow[];
  readonly shown: readonly NodeRow[];
}

/** The last answer: it is asked for by every key and every picture. */
let last: Answer | undefined;

/**
 * The nodes that fit the filter, in their order. Of ten thousand nodes a few are news each time: the others keep their rows
 * and their order.
 */
export function rowsOf(state: State, { sorting, isReversed, filter }: Own): readonly NodeRow[] {
  const { sight } = state;
  const key = [sight, state.now, sorting, isReversed, filter];
  if (last?.key.every((value, at) => value === key[at])) return last.shown;
  const before = last?.sorting === sorting && last.filter === filter ? last : undefined;
  const { all, fresh, stale } = renewed(before?.all ?? [], state);
  const kept = (before?.ordered ?? []).filter((row) => !stale.has(row));
  const order = orders[sorting];
  const ordered = merged(kept, fresh.filter(({ node }) => fits(node, filter)).toSorted(order), order);
  const shown = isReversed ? ordered.toReversed() : ordered;
  last = { key, sorting, filter, all, ordered, shown };
  return shown;
}

interface Renewed {
  readonly all: readonly NodeRow[];
  /** Those of {@link all} that were not there. */
  readonly fresh: readonly NodeRow[];
  /** Those that were there, and are no more. */
  readonly stale: ReadonlySet<NodeRow>;
}

/** The rows of all nodes: those that were there, as long as they are right. */
function renewed(before: readonly NodeRow[], state: State): Renewed {
  const [now, issuer] = [swarmNow(state), wantedIssuer(state)];
  const all: NodeRow[] = [];
  const fresh: NodeRow[] = [];
  const stale = new Set<NodeRow>();
  for (const node of state.sight?.nodes.values() ?? []) {
    // A swarm has its nodes in their places, until one of them goes.
    const known = before[all.length];
    if (known?.node === node && known.health.standing === standingOf(node, now, issuer)) all.push(known);
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
