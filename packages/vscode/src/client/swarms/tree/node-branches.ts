import { byNumberedText, worstFirst } from '@swarmpki/core/engine/health';
import type { Judged, Standing } from '@swarmpki/core/engine/health';
import { below } from './element.ts';
import type { ElementOf, TreeElement } from './element.ts';

/** So many nodes are in one list, the worst first; of more than that those are together that stand alike. */
const mostListed = 100;
/** So many rows are below one element, however many nodes there are. */
const mostRows = 200;

/** What is below all nodes of a swarm. */
export function nodeBranches(parent: TreeElement, nodes: readonly Judged[]): readonly TreeElement[] {
  if (nodes.length <= mostListed) return nodes.toSorted(worstFirst).map((judged) => leaf(parent, judged));
  const ranks = new Map<Standing, number>(nodes.map(({ health }) => [health.standing, health.rank]));
  return [...ranks]
    .toSorted(([, a], [, b]) => a - b)
    .map(([standing]) => below(parent, { kind: 'standing', standing }));
}

/** What is below those that stand alike: the nodes, or pages of them. */
export function standingBranches(parent: ElementOf<'standing'>, nodes: readonly Judged[]): readonly TreeElement[] {
  const { standing } = parent;
  const alike = byName(nodes, standing);
  if (alike.length <= mostRows) return alike.map((judged) => leaf(parent, judged));
  const size = pageSize(alike.length);
  return Array.from({ length: Math.ceil(alike.length / size) }, (_, page) =>
    below(parent, { kind: 'page', standing, from: page * size, size }),
  );
}

export function pageBranches(parent: ElementOf<'page'>, nodes: readonly Judged[]): readonly TreeElement[] {
  return nodesOfPage(parent, nodes).map((judged) => leaf(parent, judged));
}

/** The nodes of a page, in the order of their names. */
export function nodesOfPage({ standing, from, size }: ElementOf<'page'>, nodes: readonly Judged[]): readonly Judged[] {
  return byName(nodes, standing).slice(from, from + size);
}

/** Grows only where there would be too many pages. */
function pageSize(nodes: number): number {
  return Math.max(mostRows, Math.ceil(nodes / mostRows));
}

/** Of each judgement of all nodes this is asked once for each page. */
const sorted = new WeakMap<readonly Judged[], Map<Standing, readonly Judged[]>>();

function byName(nodes: readonly Judged[], standing: Standing): readonly Judged[] {
  const known = sorted.get(nodes) ?? new Map<Standing, readonly Judged[]>();
  sorted.set(nodes, known);
  const found =
    known.get(standing) ??
    nodes
      .filter(({ health }) => health.standing === standing)
      .toSorted((a, b) => byNumberedText(a.node.name, b.node.name));
  known.set(standing, found);
  return found;
}

function leaf(parent: TreeElement, { node }: Judged): TreeElement {
  return below(parent, { kind: 'node', node: node.id });
}
