import type { Item } from '../items/item.ts';
import type { Chain, IssuedBy, ItemIndex } from './relation.ts';

/** No chain is followed further: those of honest people have two or three certificates. */
export const longestChain = 10;
/** So many ways are shown from one leaf. */
export const mostChains = 4;
/** So many steps are taken from one leaf; certificates that all sign one another have no end of ways. */
const mostSteps = 64;

/** The ways from each leaf up to its roots: those within its own source first, then the shortest. */
export function chainsOf(items: readonly Item[], issued: readonly IssuedBy[]): readonly Chain[] {
  const byCertificate = new Map(issued.map((each) => [each.certificate, each]));
  const issuers = new Set(issued.flatMap((each) => (issuedItself(each) ? [] : each.issuers)));
  return issued.flatMap(({ certificate }) => {
    if (issuers.has(certificate)) return [];
    const source = items[certificate]?.place.source;
    const isNear = (index: ItemIndex): boolean => items[index]?.place.source === source;
    return waysFrom(certificate, byCertificate, isNear);
  });
}

/** Whether a certificate is signed by the key that it is about. */
export function issuedItself({ certificate, issuers }: IssuedBy): boolean {
  return issuers.includes(certificate);
}

function waysFrom(
  leaf: ItemIndex,
  issued: ReadonlyMap<ItemIndex, IssuedBy>,
  isNear: (index: ItemIndex) => boolean,
): readonly Chain[] {
  const found: Chain[] = [];
  let ways: readonly (readonly ItemIndex[])[] = [[leaf]];
  // Breadth first: the shortest ways are found first.
  for (let steps = 0; ways.length > 0 && steps < mostSteps && found.length < mostChains;) {
    const longer: (readonly ItemIndex[])[] = [];
    for (const path of ways) {
      if (++steps > mostSteps) break;
      const last = path.at(-1);
      const issuer = last === undefined ? undefined : issued.get(last);
      const isRoot = issuer !== undefined && issuedItself(issuer);
      const next = isRoot || path.length >= longestChain ? [] : nextOf(path, issuer, issued, isNear);
      if (next.length === 0) {
        if (path.length > 1) found.push({ kind: 'chain', path, complete: isRoot });
      } else longer.push(...next.map((index) => [...path, index]));
    }
    ways = longer;
  }
  const far = ({ path }: Chain): number => path.filter((index) => !isNear(index)).length;
  const complete = found.filter((chain) => chain.complete);
  return (complete.length > 0 ? complete : found).toSorted((a, b) => far(a) - far(b)).slice(0, mostChains);
}

/** The certificates that state the issuer: a root and what cross-signs it are two ways; copies of one are none. */
function nextOf(
  path: readonly ItemIndex[],
  issuer: IssuedBy | undefined,
  issued: ReadonlyMap<ItemIndex, IssuedBy>,
  isNear: (index: ItemIndex) => boolean,
): readonly ItemIndex[] {
  const byItsIssuer = new Map<string, ItemIndex>();
  for (const index of issuer?.issuers ?? []) {
    if (path.includes(index)) continue;
    const by = issued.get(index);
    const way = by === undefined ? '' : by.key;
    const known = byItsIssuer.get(way);
    if (known === undefined || (!isNear(known) && isNear(index))) byItsIssuer.set(way, index);
  }
  return [...byItsIssuer.values()];
}
