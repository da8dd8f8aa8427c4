import type { PrivateKeyItem } from '../../items/item.ts';
import { groupBy, textOf } from '../../relations/group.ts';
import type { ItemIndex } from '../../relations/relation.ts';
import type { Rule } from '../material.ts';
import { say } from '../say.ts';
import { called, capital } from '../words.ts';
import { counted } from '../../../time-words.ts';
import { stemOf } from './paths.ts';

/** So many certificates are named beside a key that is none of theirs. */
const mostNamed = 3;

/** Private keys that lie beside certificates, in one file or in two of one name, and belong to none. */
export const keyMismatch: Rule = function* ({ items, certificates }) {
  const stated = new Set(
    items.flatMap((item) => {
      if (item.kind === 'certificate') return textOf(item.skim.spki);
      return item.kind === 'request' || item.kind === 'public-key' ? textOf(item.spki) : [];
    }),
  );
  const beside = groupBy(certificates, ({ item }) => stemOf(item.place.source));
  for (const item of items) {
    if (item.kind !== 'private-key' || item.spki === undefined || stated.has(textOf(item.spki))) continue;
    const others = beside.get(stemOf(item.place.source)) ?? [];
    if (others.length === 0) continue;
    const named = others.slice(0, mostNamed).map(({ certificate }) => called(certificate));
    const more = others.length > mostNamed ? ` or ${counted(others.length - mostNamed, 'other')}` : '';
    yield say('key-mismatch', item.place, {
      reason: `This private key does not belong to ${named.join(', ')}${more}: the public keys differ.`,
      cure: mend(item),
      related: others.slice(0, mostNamed).map((other) => other.item.place),
    });
  }
};

function mend({ place }: PrivateKeyItem): string {
  return /(^|[\\/])swarm-node\.key$/.test(place.source)
    ? 'A node takes `.swarm-node.crt`, if that is there and fits, when its engine starts: `systemctl restart docker`. Else it has to leave the swarm and join again, or both files have to come from one backup.'
    : 'Find the key that was made with the certificate, or have a certificate issued for this one.';
}

/** Leaves of different owners with one key. */
export const keyReused: Rule = function* (material) {
  for (const { items, key } of material.related('same-key')) {
    const leaves = items.filter((index) => isLeaf(index));
    const owners = groupBy(leaves, (index) => textOf(material.certificateAt(index)?.subject ?? new Uint8Array()));
    const [first, other] = [...owners.values()].map(([index]) => index);
    const place = first === undefined ? undefined : material.items[first]?.place;
    const second = other === undefined ? undefined : material.items[other]?.place;
    if (place === undefined || second === undefined) continue;
    yield say('key-reused', second, {
      reason: `${counted(owners.size, 'owner')} have the key ${key}: whoever has its private half is all of them.`,
      cure: 'Have each make a key of its own. A node of a swarm does so when it joins again.',
      related: [place],
      facts: { key, owners: owners.size },
    });
  }

  function isLeaf(index: ItemIndex): boolean {
    const certificate = material.certificateAt(index);
    return certificate !== undefined && certificate.facts.basicConstraints?.ca !== true && certificate.version === 3;
  }
};

/** One certificate more than once in one source. */
export const certificateTwice: Rule = function* (material) {
  for (const { items } of material.related('same-certificate')) {
    const sources = groupBy(items, (index) => material.items[index]?.place.source);
    for (const [first, second] of sources.values()) {
      const [one, other] = [first, second].map((index) => (index === undefined ? undefined : material.items[index]));
      if (one === undefined || other?.kind !== 'certificate') continue;
      yield say('certificate-twice', other.place, {
        reason: `${capital(called(other.skim))} stands here once more.`,
        cure: 'Remove one of them. In the root file of a swarm leave both: the digest in its tokens covers every byte.',
        related: [one.place],
      });
    }
  }
};
