import { groupBy } from '../../relations/group.ts';
import type { ItemIndex } from '../../relations/relation.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital, rootCalled } from '../words.ts';
import { isTrustFile } from './trust.ts';
import { isNode } from './validity.ts';

/** Files with a leaf and what is above it: their order, and what need not be there. */
export const bundles: Rule = function* (material) {
  for (const { order, inOrder, source } of material.related('bundle')) {
    const [leaf, last] = [material.certificateAt(order[0]), material.certificateAt(order.at(-1))];
    const [first] = material.certificatesIn(source);
    const end = material.items[order.at(-1) ?? -1];
    // A list of roots may hold one that another has signed: it is no chain.
    if (leaf === undefined || last === undefined || first === undefined || leaf.facts.basicConstraints?.ca === true)
      continue;
    if (!inOrder) {
      const stated = material.certificatesIn(source).map(({ index }) => order.indexOf(index) + 1);
      yield say('chain-out-of-order', first.item.place, {
        ...(isNode(leaf) ? { severity: 'error' as const } : {}),
        reason: `The certificates stand in the order ${stated.join(', ')} of their chain. Docker wants the leaf first, and after each certificate the one that issued it.`,
        cure: 'Put them in order: the leaf, its issuer, the issuer of that.',
        facts: { certificates: order.length },
      });
    }
    if (material.isSelfSigned(order.at(-1) ?? -1) && end !== undefined) {
      yield say('needless-root', end.place, {
        reason: `${capital(rootCalled(last))} ends the chain. Whoever does not trust it already does not come to by being shown it.`,
        cure: 'Leave it out of what a server shows.',
      });
    }
  }
};

/** Leaves whose issuer is an intermediate that lies in another file, so that theirs alone leads to no root. */
export const missingIntermediates: Rule = function* (material) {
  const ways = groupBy(material.related('chain'), ({ path: [leaf] }) => leaf);
  for (const [index, chains] of ways) {
    const [leaf, item] = [material.certificateAt(index), material.items[index]];
    if (leaf === undefined || item === undefined || leaf.facts.basicConstraints?.ca === true) continue;
    // A root is expected elsewhere; any way on which nothing else is missing will do.
    const missing = chains.map(({ path, complete }) =>
      firstElsewhere(path.slice(1, complete ? -1 : undefined), item.place.source),
    );
    const [first] = missing;
    if (first === undefined || missing.includes(undefined)) continue;
    const [issuer, other] = [material.certificateAt(first), material.items[first]];
    if (issuer === undefined || other === undefined || isTrustFile(other.place.source)) continue;
    yield say('missing-intermediate', item.place, {
      ...(isNode(leaf) ? { severity: 'warning' as const } : {}),
      reason: `${capital(called(leaf))} leads to its root through ${rootCalled(issuer)}, which lies in another file.`,
      cure: 'Whoever shows the leaf has to show that certificate as well: put it behind the leaf.',
      related: [other.place],
    });
  }

  function firstElsewhere(path: readonly ItemIndex[], source: string): ItemIndex | undefined {
    return path.find((index) => material.items[index]?.place.source !== source);
  }
};
