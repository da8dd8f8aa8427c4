import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Health } from '../../app/health.ts';

export const sortings = ['WORST', 'HOST', 'ROLE', 'STATE', 'LEFT'] as const;
export type Sorting = (typeof sortings)[number];

export interface NodeRow {
  readonly node: NodeSight;
  readonly health: Health;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byId = (a: NodeRow, b: NodeRow): number => byText(a.node.id, b.node.id);
const byName = (a: NodeRow, b: NodeRow): number => byNumberedText(a.node.name, b.node.name) || byId(a, b);
const endOf = ({ health }: NodeRow): number => health.certificate?.notAfter ?? Number.POSITIVE_INFINITY;
/** As numbers they may both be infinite. */
const byEnd = (a: NodeRow, b: NodeRow): number => (endOf(a) === endOf(b) ? 0 : endOf(a) - endOf(b));

/** `worker-9` before `worker-10`. */
function byNumberedText(a: string, b: string): number {
  const [endA, endB] = [numberAt(a), numberAt(b)];
  // As most names are: then what is first as a text is first.
  if (endA === endB && a.length === b.length) return byText(a, b);
  const [stemA, stemB] = [a.slice(0, endA), b.slice(0, endB)];
  if (stemA !== stemB) return byText(stemA, stemB);
  return Number(a.slice(stemA.length) || -1) - Number(b.slice(stemB.length) || -1);
}

/** Where the digits at the end begin. A pattern would look for them from each digit on: a name may have a million. */
function numberAt(name: string): number {
  let at = name.length;
  while (at > 0 && isDigit(name.charCodeAt(at - 1))) at--;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** In which rows stand: no two of them are in the same place, and time alone moves none whose health stays as it is. */
export const orders: Readonly<Record<Sorting, (a: NodeRow, b: NodeRow) => number>> = {
  WORST: (a, b) => a.health.rank - b.health.rank || byEnd(a, b) || byName(a, b),
  HOST: byName,
  ROLE: (a, b) => byText(roleOf(a.node), roleOf(b.node)) || byName(a, b),
  STATE: (a, b) => byText(a.node.state, b.node.state) || byName(a, b),
  LEFT: (a, b) => byEnd(a, b) || byName(a, b),
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
