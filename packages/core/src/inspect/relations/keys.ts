import type { Item } from '../items/item.ts';
import { groupBy, textOf } from './group.ts';
import { keyName } from '../../x509/key-name.ts';
import type { ItemIndex, SameCertificate, SameKey } from './relation.ts';

/** What states or holds the same key. */
export function sameKeys(items: readonly Item[]): readonly SameKey[] {
  const groups = groupBy(items.keys(), (index) => {
    const spki = spkiOf(items[index]);
    return spki && textOf(spki);
  });
  return [...groups].flatMap(([spki, found]): SameKey[] =>
    found.length < 2 ? [] : [{ kind: 'same-key', key: keyName(Buffer.from(spki, 'latin1')), items: found }],
  );
}

/** The key that an item states or holds, if it has one that can be read. @returns DER SubjectPublicKeyInfo */
function spkiOf(item: Item | undefined): Uint8Array | undefined {
  switch (item?.kind) {
    case 'certificate':
      return item.skim.spki;
    case 'request':
    case 'public-key':
    case 'private-key':
      return item.spki;
    default:
      return undefined;
  }
}

/** Which certificates are the same, to the byte. */
export function sameCertificates(items: readonly Item[]): readonly SameCertificate[] {
  const groups = groupBy<ItemIndex, string>(items.keys(), (index) => {
    const item = items[index];
    return item?.kind === 'certificate' ? textOf(item.skim.der) : undefined;
  });
  return [...groups.values()].flatMap((found): SameCertificate[] =>
    found.length < 2 ? [] : [{ kind: 'same-certificate', items: found }],
  );
}
