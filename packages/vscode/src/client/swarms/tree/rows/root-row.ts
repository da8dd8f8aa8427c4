import { X509Certificate } from 'node:crypto';
import { l10n } from 'vscode';
import type { Swarm } from '@swarmpki/core/engine';
import { rootsOf } from '@swarmpki/core/engine/watch';
import { moment } from '@swarmpki/core/inspect/report';
import { contextValues, viewItem } from '../../context-values.ts';
import { harmless } from '../../../harmless.ts';
import type { Picture } from '../picture.ts';
import { plainRow } from '../row.ts';
import type { Row } from '../row.ts';
import { joined, rootWords, spokenOf } from './words.ts';

/** The root that nodes trust, and the one on its way in. */
export function rootRow({ swarm: { sight }, now }: Picture): Row {
  const roots = sight && rootsOf(sight);
  const { fingerprint, notAfter } = (sight?.swarm && certificateOf(sight.swarm)) ?? {};
  const label = l10n.t('Root CA');
  const next = roots?.next && l10n.t('rotates to {0}', rootWords(roots.next.issuer));
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
    description: joined([rootWords(roots?.now.issuer), next, until]),
    tooltip: [
      label,
      l10n.t('Digest of its key: {0}', digestWords(roots?.now.issuer)),
      l10n.t('Digest in join tokens: {0}', digestWords(roots?.now.digest)),
      ...(fingerprint === undefined ? [] : [l10n.t('Fingerprint, SHA-256: {0}', fingerprint)]),
      ...(notAfter === undefined ? [] : [l10n.t('Valid until {0}', moment(notAfter))]),
      ...(roots?.next === undefined
        ? []
        : [l10n.t('On its way in: a root whose key has the digest {0}', digestWords(roots.next.issuer))]),
    ],
    icon: isOver
      ? { name: 'verified', color: 'list.errorForeground' }
      : { name: roots?.next === undefined ? 'verified' : 'sync' },
    menu: viewItem(contextValues.rootCA),
    spoken: spokenOf([label, rootWords(roots?.now.issuer), next, until]),
    ...(notAfter !== undefined && !isOver && { holdsFor: notAfter - now + 1 }),
  };
}

function dayOf(time: number): string {
  return moment(time).slice(0, 'yyyy-mm-dd'.length);
}

function digestWords(digest: string | undefined): string {
  return digest === undefined ? l10n.t('not known') : harmless(digest);
}

interface RootCertificate {
  /** Hexadecimal. */
  readonly fingerprint: string;
  /** ms since epoch */
  readonly notAfter: number;
}

/** What an engine tells of a swarm does not change: another one follows. */
const certificates = new WeakMap<Swarm, RootCertificate | 'none'>();

function certificateOf(swarm: Swarm): RootCertificate | undefined {
  const known = certificates.get(swarm) ?? read(swarm.TLSInfo.TrustRoot) ?? 'none';
  certificates.set(swarm, known);
  return known === 'none' ? undefined : known;
}

function read(pem: string): RootCertificate | undefined {
  try {
    const { fingerprint256, validTo } = new X509Certificate(pem);
    return { fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(), notAfter: Date.parse(validTo) };
  } catch {
    // What an engine sends may be anything.
    return undefined;
  }
}
