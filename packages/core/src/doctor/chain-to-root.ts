import type { CertificateItem } from '../inspect/items/item.ts';
import { readCertificate, sameBytes } from '../x509/certificate.ts';
import type { Certificate } from '../x509/certificate.ts';
import { X509Problem } from '../x509/problem.ts';
import { verifyChain } from '../x509/verify.ts';

/** Whether a chain was issued in a rotation of the root: one that whoever trusts these roots has not seen the end of, or one that is over. */
export type RotationSeen = 'none' | 'under-way' | 'over';

/** Judged at a moment at which the leaf is valid: that it has expired is said elsewhere. */
export function refusalOf(
  leaf: CertificateItem,
  intermediates: readonly CertificateItem[],
  roots: readonly CertificateItem[],
): X509Problem | undefined {
  if (roots.length === 0) return undefined;
  const now = leaf.skim.notAfter;
  try {
    verifyChain(readCertificate(leaf.skim.der), {
      intermediates: strictly(intermediates),
      roots: strictly(roots),
      now,
      purpose: 'any',
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof X509Problem)) throw error;
    // A root that has ended, or an intermediate, has a finding of its own.
    return error.code === 'expired' || error.code === 'not-yet-valid' ? undefined : error;
  }
}

/** Those that can be read by swarm's own reader; others have a finding of their own. */
function strictly(items: readonly CertificateItem[]): readonly Certificate[] {
  return items.flatMap(({ skim }) => {
    try {
      return [readCertificate(skim.der)];
    } catch (error) {
      if (error instanceof X509Problem) return [];
      throw error;
    }
  });
}

/** The cross-signed certificate has name and key of the new root (docs/protocol.md §8.4). */
export function rotationOf(intermediates: readonly CertificateItem[], roots: readonly CertificateItem[]): RotationSeen {
  const crossSigned = intermediates[0]?.skim;
  if (crossSigned === undefined || roots.length === 0) return 'none';
  if (roots.some(({ skim }) => sameBytes(skim.spki, crossSigned.spki))) return 'over';
  return roots.some(({ skim }) => sameBytes(skim.subject, crossSigned.issuer)) ? 'under-way' : 'none';
}
