import type { Item } from '../items/item.ts';
import { textOf } from '../relations/group.ts';
import { differencesBetween } from './difference.ts';
import type { Comparison, Difference } from './difference.ts';
import { fieldsOf } from './fields.ts';
import { meaningOf } from './meaning.ts';

/**
 * Compares the items of two sources, one by one in their order: the first certificate with the first, and so on. What one of
 * them has more is compared with nothing.
 */
export async function compareItems(a: readonly Item[], b: readonly Item[]): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const [one, other] of pairsOf(a, b)) comparisons.push(await compare(one, other));
  return comparisons;
}

/** The first of each kind with the first of that kind, where both have it; a lone thing with a lone thing in any case. */
function pairsOf(a: readonly Item[], b: readonly Item[]): readonly (readonly [Item | undefined, Item | undefined])[] {
  if (a.length === 1 && b.length === 1) return [[a[0], b[0]]];
  const kinds = new Set([...a, ...b].map(({ kind }) => kind));
  return [...kinds].flatMap((kind) => {
    const [ones, others] = [a, b].map((items) => items.filter((item) => item.kind === kind));
    const length = Math.max(ones?.length ?? 0, others?.length ?? 0);
    return Array.from({ length }, (_, at) => [ones?.[at], others?.[at]] as const);
  });
}

async function compare(a: Item | undefined, b: Item | undefined): Promise<Comparison> {
  const none: ReadonlyMap<string, string> = new Map();
  const [one, other] = [a && (await fieldsOf(a)), b && (await fieldsOf(b))];
  const meaning = a?.kind === 'certificate' && b?.kind === 'certificate' ? meaningOf(a, b) : onlyOne(a, b);
  return {
    kinds: [a?.kind ?? 'nothing', b?.kind ?? 'nothing'],
    meaning,
    differences: [...differencesBetween(one ?? none, other ?? none), ...secretDifference(a, b)],
  };
}

/** Two tokens of one swarm differ in nothing that may be shown. */
function secretDifference(a: Item | undefined, b: Item | undefined): readonly Difference[] {
  const [one, other] = [secretOf(a), secretOf(b)];
  if (one === undefined || other === undefined || one === other) return [];
  return [{ field: 'secret', a: 'not shown', b: 'another, not shown' }];
}

function secretOf(item: Item | undefined): string | undefined {
  const find = item?.find;
  if (item?.kind === 'private-key') return find !== undefined && 'der' in find ? textOf(find.der) : undefined;
  return find?.kind === 'join-token' || find?.kind === 'unlock-key' ? find.text : undefined;
}

function onlyOne(a: Item | undefined, b: Item | undefined): readonly string[] {
  if (a === undefined) return ['Only the second has it.'];
  return b === undefined ? ['Only the first has it.'] : [];
}
