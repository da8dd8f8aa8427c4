import { byNumberedText, worstFirst } from '@swarmpki/core/engine/health';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { healthOf } from '../../app/health.ts';
import type { Health } from '../../app/health.ts';
import { swarmNow, wantedIssuer } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';

export const sortings = ['WORST', 'HOST', 'ROLE', 'STATE', 'LEFT'] as const;
type Sorting = (typeof sortings)[number];

/** What the screen of nodes keeps for itself. */
export interface Own {
  /** The id of a node. */
  readonly selected: string | undefined;
  readonly sorting: Sorting;
  readonly isReversed: boolean;
  readonly filter: string;
}

export const initial: Own = { selected: undefined, sorting: 'WORST', isReversed: false, filter: '' };

export interface NodeRow {
  readonly node: NodeSight;
  readonly health: Health;
}

/** The last answer: it is asked for by every key and every picture. */
let last: { readonly key: readonly unknown[]; readonly rows: readonly NodeRow[] } | undefined;

/** The nodes that fit the filter, in their order. */
export function rowsOf(state: State, own: Own): readonly NodeRow[] {
  const { sight } = state;
  // Seconds are enough: a bar does not move within one.
  const key = [sight, Math.floor(state.now / 1000), own.sorting, own.isReversed, own.filter];
  if (last?.key.every((value, at) => value === key[at])) return last.rows;
  const now = swarmNow(state);
  const issuer = wantedIssuer(state);
  const rows: NodeRow[] = [];
  for (const node of inOrder(sight?.nodes)) {
    if (fits(node, own.filter)) rows.push({ node, health: healthOf(node, now, issuer) });
  }
  rows.sort(orders[own.sorting]);
  sorted = rows.map(({ node }) => node.id);
  const shown = own.isReversed ? rows.toReversed() : rows;
  last = { key, rows: shown };
  return shown;
}

/** Ids in the order of the last answer. */
let sorted: readonly string[] = [];

/** All nodes, most of them in their order already: to sort those is a tenth of the work. */
function inOrder(nodes: ReadonlyMap<string, NodeSight> = new Map()): readonly NodeSight[] {
  const known: NodeSight[] = [];
  for (const id of sorted) {
    const node = nodes.get(id);
    if (node !== undefined) known.push(node);
  }
  if (known.length === nodes.size) return known;
  const ids = new Set(sorted);
  return [...known, ...[...nodes.values()].filter(({ id }) => !ids.has(id))];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName = (a: NodeRow, b: NodeRow): number => byNumberedText(a.node.name, b.node.name);
const leftOf = ({ health }: NodeRow): number => health.leftMs ?? Number.POSITIVE_INFINITY;

const orders: Readonly<Record<Sorting, (a: NodeRow, b: NodeRow) => number>> = {
  WORST: worstFirst,
  HOST: byName,
  ROLE: (a, b) => byText(roleOf(a.node), roleOf(b.node)) || byName(a, b),
  STATE: (a, b) => byText(a.node.state, b.node.state) || byName(a, b),
  LEFT: (a, b) => leftOf(a) - leftOf(b) || byName(a, b),
};

/** Its role, and whether it leads. */
export function roleOf({ role, desiredRole, leader }: NodeSight): string {
  const is = role ?? desiredRole ?? '?';
  if (leader) return 'leader';
  return desiredRole !== undefined && desiredRole !== is ? `${is} → ${desiredRole}` : is;
}

/** Every word of the filter has to stand somewhere in what is shown of a node. */
function fits(node: NodeSight, filter: string): boolean {
  if (filter.trim() === '') return true;
  const text = [node.id, node.name, roleOf(node), node.state, node.availability, node.tlsStatus, node.place]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
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
