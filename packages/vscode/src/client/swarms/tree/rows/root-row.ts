import { hash } from 'node:crypto';
import { l10n } from 'vscode';
import { certificatesOfPem } from '@swarmpki/core/inspect';
import { moment } from '@swarmpki/core/inspect/report';
import { contextValues, viewItem } from '../../context-values.ts';
import { harmless } from '../../../words/harmless.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';
import { joined, rootWords, spokenOf } from '../../../words/phrases.ts';

/** Usually there is one. */
const mostCertificates = 3;

/** The root that nodes trust, and the one on its way in. */
export function rootRow({ swarm: { sight }, roots, now }: Picture): Row {
  const { trusted, coming } = roots ?? {};
  const notAfter = trusted?.notAfter;
  const label = l10n.t('Root CA');
  const next = coming && l10n.t('rotates to {0}', rootWords(coming.issuer));
  const isOver = notAfter !== undefined && notAfter < now;
  const until =
    notAfter === undefined
      ? undefined
      : isOver
        ? l10n.t('expired {0}', dayOf(notAfter))
        : l10n.t('until {0}', dayOf(notAfter));
  return {
    ...plainRow,
    label,
    description: joined([rootWords(trusted?.issuer), next, until]),
    tooltip: [
      label,
      l10n.t('Digest of its key: {0}', digestWords(trusted?.issuer)),
      l10n.t('Digest in join tokens: {0}', digestWords(trusted?.digest)),
      ...fingerprints(sight?.swarm?.TLSInfo.TrustRoot ?? ''),
      ...(notAfter === undefined ? [] : [l10n.t('Valid until {0}', moment(notAfter))]),
      ...(coming === undefined
        ? []
        : [l10n.t('On its way in: a root whose key has the digest {0}', digestWords(coming.issuer))]),
    ],
    icon: isOver
      ? { name: 'verified', color: 'list.errorForeground' }
      : { name: coming === undefined ? 'verified' : 'sync' },
    menu: viewItem(contextValues.rootCA),
    spoken: spokenOf([label, rootWords(trusted?.issuer), next, until]),
    ...(notAfter !== undefined && !isOver && { holdsFor: notAfter - now + 1 }),
  };
}

function dayOf(time: number): string {
  return moment(time).slice(0, 'yyyy-mm-dd'.length);
}

function digestWords(digest: string | undefined): string {
  return digest === undefined ? l10n.t('not known') : harmless(digest);
}

/** As other programs print them. @param bundle PEM */
function fingerprints(bundle: string): readonly string[] {
  return certificatesOfPem(bundle)
    .slice(0, mostCertificates)
    .map((der) => l10n.t('Fingerprint, SHA-256: {0}', hash('sha256', der)));
}
