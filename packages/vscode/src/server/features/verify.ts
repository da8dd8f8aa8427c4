import * as l10n from '@vscode/l10n';
import { Problem } from '@swarmpki/core/inspect';
import type { CertificateItem } from '@swarmpki/core/inspect';
import { certificatesIn, judge, reportVerdict, verdictLines } from '@swarmpki/core/verify';
import type { Picture } from '../picture.ts';

/** So many certificates are tried on the way up. */
const mostCertificates = 2_000;

/** Whether a chain leads from a certificate to a root that is at hand; those that are self-signed count as trusted. @param now ms since epoch */
export function verify(picture: Picture, { skim }: CertificateItem, now: number): string {
  const [leaf] = readable(skim.der);
  if (leaf === undefined) return `${l10n.t('The certificate breaks its form: nobody who is strict can read it.')}\n`;
  const [roots, intermediates] = [[leaf].slice(1), [leaf].slice(1)];
  for (const [index, item] of picture.report.items.entries()) {
    if (item.kind !== 'certificate' || roots.length + intermediates.length >= mostCertificates) continue;
    const isRoot = picture.issuedBy(index)?.issuers.includes(index) === true;
    (isRoot ? roots : intermediates).push(...readable(item.skim.der));
  }
  const options = { roots, intermediates, usages: [], now };
  const lines = verdictLines(reportVerdict(leaf, options, judge(leaf, options)));
  return [
    ...lines,
    '',
    l10n.t('Trusted were the self-signed certificates of this workspace: {0}.', roots.length),
    '',
  ].join('\n');
}

function readable(der: Uint8Array): ReturnType<typeof certificatesIn> {
  try {
    return certificatesIn(der, 'this document');
  } catch (error) {
    // A finding tells of it.
    if (error instanceof Problem) return [];
    throw error;
  }
}
