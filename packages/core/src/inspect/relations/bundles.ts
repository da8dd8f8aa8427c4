import type { Item } from '../items/item.ts';
import { groupBy } from './group.ts';
import { issuedItself } from './chains.ts';
import type { Bundle, IssuedBy, ItemIndex } from './relation.ts';

/** A source with more certificates is a list of authorities, and no leaf with those above it. */
const longestBundle = 10;

/** The sources that hold one leaf with those above it, and nothing else of certificates. */
export function bundlesOf(items: readonly Item[], issued: readonly IssuedBy[]): readonly Bundle[] {
  const byCertificate = new Map(issued.map((each) => [each.certificate, each]));
  const sources = groupBy(items.keys(), (index) =>
    items[index]?.kind === 'certificate' ? items[index].place.source : undefined,
  );
  return [...sources].flatMap(([source, stated]): Bundle[] => {
    if (stated.length < 2 || stated.length > longestBundle) return [];
    const order = orderOf(stated, byCertificate);
    if (order === undefined) return [];
    return [{ kind: 'bundle', source, order, inOrder: order.every((index, at) => index === stated[at]) }];
  });
}

/** The order from the leaf up in which each was issued by the next; `undefined` where there is none through all of them. */
function orderOf(
  stated: readonly ItemIndex[],
  issued: ReadonlyMap<ItemIndex, IssuedBy>,
): readonly ItemIndex[] | undefined {
  const above = (index: ItemIndex): readonly ItemIndex[] => {
    const by = issued.get(index);
    return by === undefined || issuedItself(by) ? [] : by.issuers.filter((each) => stated.includes(each));
  };
  const haveIssued = new Set(stated.flatMap(above));
  const [leaf, ...others] = stated.filter((index) => !haveIssued.has(index));
  if (leaf === undefined || others.length > 0) return undefined;
  const order = [leaf];
  for (let last = leaf; order.length < stated.length;) {
    const [next, ...more] = above(last).filter((index) => !order.includes(index));
    if (next === undefined) return undefined;
    // A root beside the certificate that cross-signs it: that comes first, since it leads on.
    const chosen = more.find((index) => above(index).length > above(next).length) ?? next;
    order.push(chosen);
    last = chosen;
  }
  return order;
}
