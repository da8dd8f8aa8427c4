import { readCertificate } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { X509Problem } from '../../x509/problem.ts';
import type { CertificateItem, Item } from '../items/item.ts';
import type { CertificateSkim } from '../items/skim.ts';
import type { ItemIndex } from './relation.ts';

/** A certificate among the items, taken apart. */
export interface ReadCertificate {
  readonly index: ItemIndex;
  readonly item: CertificateItem;
  readonly certificate: Certificate;
}

/** Reads every certificate once, strictly; one that swarm's own reader refuses is left out. */
export function readAll(items: readonly Item[]): readonly ReadCertificate[] {
  return items.flatMap((item, index) => {
    const certificate = item.kind === 'certificate' ? readOne(item) : undefined;
    return certificate === undefined || item.kind !== 'certificate' ? [] : [{ index, item, certificate }];
  });
}

/** What skims came to: an editor asks about the same ones after every edit. */
const known = new WeakMap<CertificateSkim, { readonly certificate: Certificate | undefined }>();

function readOne({ skim }: CertificateItem): Certificate | undefined {
  const before = known.get(skim);
  if (before !== undefined) return before.certificate;
  const certificate = readStrictly(skim);
  known.set(skim, { certificate });
  return certificate;
}

function readStrictly(skim: CertificateSkim): Certificate | undefined {
  try {
    return readCertificate(skim.der);
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}
