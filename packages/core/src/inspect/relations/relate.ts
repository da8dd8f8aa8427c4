import type { Item } from '../items/item.ts';
import type { Source } from '../source.ts';
import { bundlesOf } from './bundles.ts';
import { chainsOf } from './chains.ts';
import { Entities } from './entities.ts';
import { issuedBy } from './issuers.ts';
import { sameCertificates, sameKeys } from './keys.ts';
import { sameNames } from './names.ts';
import type { ReadCertificate } from './read.ts';
import type { Relation } from './relation.ts';
import { tokenRoots } from './tokens.ts';

/**
 * Finds how items belong together, those of several sources too. Linear in their number: they are found by the bytes of
 * keys, names and key identifiers, and signatures are checked only where those agree, up to `mostSignatures` of them.
 *
 * @param certificates those among the items, read
 */
export function relate(
  sources: readonly Source[],
  items: readonly Item[],
  certificates: readonly ReadCertificate[],
): readonly Relation[] {
  const entities = new Entities(certificates);
  const issued = issuedBy(certificates, entities);
  return [
    ...sameKeys(items),
    ...sameCertificates(items),
    ...sameNames(entities),
    ...issued,
    ...chainsOf(items, issued),
    ...bundlesOf(items, issued),
    ...tokenRoots(sources, items),
  ];
}
