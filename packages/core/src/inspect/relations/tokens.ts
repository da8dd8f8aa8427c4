import { rootDigest } from '../../x509/root-digest.ts';
import { Problem } from '../../problem.ts';
import { certificatePem } from '../../x509/certificate.ts';
import type { CertificateItem, Item } from '../items/item.ts';
import { bytesOf } from '../source.ts';
import type { Source } from '../source.ts';
import { groupBy } from './group.ts';
import type { ItemIndex, TokenRoot } from './relation.ts';

/** A root bundle has a few certificates; a source with more is looked at for its digest as a whole, and no further. */
const mostRoots = 64;
/** So many sources are named for one token. */
const mostMatches = 8;

type Match = Omit<TokenRoot, 'kind' | 'token'>;

/**
 * The roots that join tokens are about. The digest in a token covers the bytes of the root bundle as the swarm holds it
 * (docs/protocol.md §2): that is the file on a node; what was copied out of one into another text is tried as normalised.
 */
export function tokenRoots(sources: readonly Source[], items: readonly Item[]): readonly TokenRoot[] {
  if (!items.some(({ kind }) => kind === 'join-token')) return [];
  const digests = digestsOf(sources, items);
  return items.flatMap((item, token) => {
    if (item.kind !== 'join-token' || item.token instanceof Problem) return [];
    const matches = digests.get(item.token.digest) ?? [];
    return matches.slice(0, mostMatches).map(({ match }): TokenRoot => ({ kind: 'token-root', token, ...match }));
  });
}

function digestsOf(
  sources: readonly Source[],
  items: readonly Item[],
): ReadonlyMap<string, readonly { readonly digest: string; readonly match: Match }[]> {
  const certificates = groupBy(items.keys(), (index) =>
    items[index]?.kind === 'certificate' ? items[index].place.source : undefined,
  );
  const all = sources.flatMap((source) => {
    const roots = certificates.get(source.name) ?? [];
    if (roots.length === 0) return [];
    const file = rootDigest(bytesOf(source));
    const normalised = roots.length > mostRoots ? [] : normalisedDigests(source.name, roots, items);
    const others = normalised.filter(({ digest }) => digest !== file);
    return [{ digest: file, match: { source: source.name, roots, of: 'file' as const } }, ...others];
  });
  return groupBy(all, ({ digest }) => digest);
}

/** Of each certificate by itself, and of all together. */
function normalisedDigests(
  source: string,
  roots: readonly ItemIndex[],
  items: readonly Item[],
): readonly { readonly digest: string; readonly match: Match }[] {
  const pems = roots.map((index) => certificatePem((items[index] as CertificateItem).skim.der));
  const single = roots.map((index, at) => ({ pem: pems[at] ?? '', roots: [index] }));
  const together = roots.length > 1 ? [{ pem: pems.join(''), roots }] : [];
  return [...single, ...together].map(({ pem, roots: of }) => ({
    digest: rootDigest(Buffer.from(pem)),
    match: { source, roots: of, of: 'normalised' },
  }));
}
