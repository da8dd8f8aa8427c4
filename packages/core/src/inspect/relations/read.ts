import { readCertificate } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { X509Problem } from '../../x509/problem.ts';
import type { CertificateItem, Item } from '../items/item.ts';
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

function readOne({ skim }: CertificateItem): Certificate | undefined {
  try {
    return readCertificate(skim.der);
  } catch (error) {
    if (error instanceof X509Problem) return undefined;
    throw error;
  }
}
