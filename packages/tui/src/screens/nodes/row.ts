import { byNumberedText, endOf, worstFirst } from '@swarmpki/core/engine/health';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Health } from '../../app/health.ts';

export const sortings = ['WORST', 'HOST', 'ROLE', 'STATE', 'LEFT'] as const;
export type Sorting = (typeof sortings)[number];

export interface NodeRow {
  readonly node: NodeSight;
  readonly health: Health;
}

type Order = (a: NodeRow, b: NodeRow) => number;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byName: Order = (a, b) => byNumberedText(a.node.name, b.node.name) || byText(a.node.id, b.node.id);

/** In which rows stand: no two of them in one place, and where two stand does not depend on when that is asked. */
export const orders: Readonly<Record<Sorting, Order>> = {
  WORST: (a, b) => worstFirst(a, b) || byName(a, b),
  HOST: byName,
  ROLE: (a, b) => byText(roleOf(a.node), roleOf(b.node)) || byName(a, b),
  STATE: (a, b) => byText(a.node.state, b.node.state) || byName(a, b),
  LEFT: (a, b) => endOf(a.node) - endOf(b.node) || byName(a, b),
};

/** Its role, and whether it leads. */
export function roleOf({ role, desiredRole, leader }: NodeSight): string {
  const is = role ?? desiredRole ?? '?';
  if (leader) return 'leader';
  return desiredRole !== undefined && desiredRole !== is ? `${is} → ${desiredRole}` : is;
}

/** Every word of the filter has to stand somewhere in what is shown of a node. */
export function fits(node: NodeSight, filter: string): boolean {
  if (filter.trim() === '') return true;
  const text = [node.id, node.name, roleOf(node), node.state, node.availability, node.tlsStatus, node.place]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
