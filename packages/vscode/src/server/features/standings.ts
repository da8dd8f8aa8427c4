import * as l10n from '@vscode/l10n';
import { swarmIdentityOf } from '@swarmpki/core/inspect';
import type { Item } from '@swarmpki/core/inspect';
import { catalogue, moment, renewalWindow, span } from '@swarmpki/core/inspect/report';
import type { Finding, FindingCode, ItemIndex } from '@swarmpki/core/inspect/report';
import type { Standing, StandingMark, StandingSum } from '../../shared/protocol.ts';
import type { Picture } from '../picture.ts';
import { fit, shortName } from '../words.ts';

const hour = 3_600_000;
const day = 24 * hour;
const longestReason = 600;

/** How each file stands that is known, and all of them together. */
export function standings(picture: Picture): { readonly files: readonly Standing[]; readonly sum: StandingSum } {
  const files: Standing[] = [];
  const sum = { files: 0, certificates: 0, expired: 0, errors: 0, warnings: 0 };
  let first: { readonly at: number; readonly index: ItemIndex; readonly uri: string } | undefined;
  const { items, now } = picture.report;
  for (const [source, indices] of picture.bySource) {
    const uri = picture.uriOf(source);
    if (uri === undefined) continue;
    const findings = picture.findingsIn(source);
    const standing = standingOf(picture, uri, indices, findings);
    files.push(standing);
    sum.files++;
    sum.errors += standing.errors;
    sum.warnings += standing.warnings;
    sum.expired += findings.filter(({ code }) => code === 'expired').length;
    for (const index of indices) {
      const item = items[index];
      if (item?.kind !== 'certificate') continue;
      sum.certificates++;
      const { notAfter } = item.skim;
      if (notAfter >= now && (first === undefined || notAfter < first.at)) first = { at: notAfter, index, uri };
    }
  }
  const item = picture.item(first?.index);
  if (first === undefined || item === undefined) return { files, sum };
  return { files, sum: { ...sum, next: { uri: first.uri, name: shortName(item), left: span(first.at - now) } } };
}

function standingOf(
  picture: Picture,
  uri: string,
  indices: readonly ItemIndex[],
  findings: readonly Finding<FindingCode>[],
): Standing {
  const { now } = picture.report;
  const items = indices.flatMap((index) => picture.item(index) ?? []);
  const count = (severity: string): number => findings.filter((each) => each.severity === severity).length;
  const [worst] = findings;
  const first = firstOf(picture, items);
  const mark = markOf(findings, now);
  const next = nextOf(items, now);
  return {
    uri,
    holds: holdings(items),
    ...(first === undefined ? {} : { first }),
    errors: count('error'),
    warnings: count('warning'),
    ...(worst === undefined ? {} : { worst: worstOf(picture, worst) }),
    ...(mark === undefined ? {} : { mark }),
    ...(next === undefined ? {} : { next }),
  };
}

function worstOf(picture: Picture, finding: Finding<FindingCode>): NonNullable<Standing['worst']> {
  const { code, severity } = finding;
  return { code, severity, title: catalogue[code].title, reason: reasonOf(picture, finding) };
}

function firstOf(picture: Picture, [item]: readonly Item[]): Standing['first'] {
  const start = item && picture.location(item.place)?.range.start;
  return item && start && { line: start.line, character: start.character, isCertificate: item.kind === 'certificate' };
}

const dated: ReadonlySet<FindingCode> = new Set(['expired', 'expires-soon', 'renewal-overdue', 'root-ends-soon']);

/** Of what has a date the date itself, for how long ago that was nobody tells of files that are not open. */
function reasonOf(picture: Picture, { code, place, facts, reason }: Finding<FindingCode>): string {
  const notAfter = facts?.['notAfter'];
  const item = picture.itemAt(place);
  if (!dated.has(code) || typeof notAfter !== 'number' || item === undefined) return fit(reason, longestReason);
  const [name, end] = [shortName(item), moment(notAfter)];
  if (code === 'expired') return l10n.t('{0}: expired on {1}.', name, end);
  return code === 'renewal-overdue'
    ? l10n.t('{0}: expires on {1}, and its renewal is overdue.', name, end)
    : l10n.t('{0}: expires on {1}.', name, end);
}

/** What a file is marked with: the gravest; of errors first that something has expired, of warnings that something is in danger. */
function markOf(findings: readonly Finding<FindingCode>[], now: number): StandingMark | undefined {
  const has = (...codes: readonly FindingCode[]): boolean => findings.some(({ code }) => codes.includes(code));
  if (has('expired', 'never-valid')) return { kind: 'expired' };
  if (has('secret-tracked-by-git')) return { kind: 'secret' };
  if (findings.some(({ severity }) => severity === 'error')) return { kind: 'error' };
  const ends = findings.flatMap(({ code, facts }) => {
    const notAfter = facts?.['notAfter'];
    return dated.has(code) && typeof notAfter === 'number' ? [notAfter] : [];
  });
  if (ends.length > 0) return { kind: 'expires-soon', left: shortly(Math.min(...ends) - now) };
  return findings.some(({ severity }) => severity === 'warning') ? { kind: 'warning' } : undefined;
}

/** A span in two characters at most: hours, days, weeks, months of 30 days. @param ms not negative */
function shortly(ms: number): string {
  if (ms < 2 * day) return ms < 10 * hour ? `${Math.floor(ms / hour)}h` : `${Math.floor(ms / day)}d`;
  if (ms < 10 * day) return `${Math.floor(ms / day)}d`;
  if (ms < 70 * day) return `${Math.floor(ms / (7 * day))}w`;
  return `${Math.min(9, Math.floor(ms / (30 * day)))}m`;
}

/** What will be otherwise next: when one of its certificates begins, may be renewed, has to be, or ends. */
function nextOf(items: readonly Item[], now: number): Standing['next'] {
  let next: Standing['next'];
  for (const item of items) {
    for (const [at, say] of thresholdsOf(item)) {
      if (at > now && (next === undefined || at < next.at)) next = { at, what: say(shortName(item)) };
    }
  }
  return next;
}

type Threshold = readonly [at: number, say: (name: string) => string];

function thresholdsOf(item: Item): readonly Threshold[] {
  if (item.kind === 'revocation-list') {
    return item.nextUpdate === undefined ? [] : [[item.nextUpdate, (name) => l10n.t('{0}: outdated', name)]];
  }
  if (item.kind !== 'certificate') return [];
  const { notBefore, notAfter } = item.skim;
  const role = swarmIdentityOf(item.skim)?.role;
  const { from, until } = renewalWindow(item.skim);
  const renewals: readonly Threshold[] = [
    [from, (name) => l10n.t('{0}: may renew itself', name)],
    [until, (name) => l10n.t('{0}: has to be renewed', name)],
  ];
  return [
    [notBefore, (name) => l10n.t('{0}: becomes valid', name)],
    ...(role === 'manager' || role === 'worker' ? renewals : []),
    [notAfter, (name) => l10n.t('{0}: expires', name)],
  ];
}

/** What is there, by kinds: `2 certificates, 1 private key`. */
function holdings(items: readonly Item[]): string {
  const counts = new Map<Item['kind'], number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return Array.from(counts, ([kind, count]) => counted(kind, count)).join(', ');
}

function counted(kind: Item['kind'], count: number): string {
  const isOne = count === 1;
  switch (kind) {
    case 'certificate':
      return isOne ? l10n.t('1 certificate') : l10n.t('{0} certificates', count);
    case 'request':
      return isOne ? l10n.t('1 request') : l10n.t('{0} requests', count);
    case 'private-key':
      return isOne ? l10n.t('1 private key') : l10n.t('{0} private keys', count);
    case 'public-key':
      return isOne ? l10n.t('1 public key') : l10n.t('{0} public keys', count);
    case 'revocation-list':
      return isOne ? l10n.t('1 revocation list') : l10n.t('{0} revocation lists', count);
    case 'pkcs7':
      return isOne ? l10n.t('1 PKCS #7 bundle') : l10n.t('{0} PKCS #7 bundles', count);
    case 'pkcs12':
      return isOne ? l10n.t('1 PKCS #12 file') : l10n.t('{0} PKCS #12 files', count);
    case 'join-token':
      return isOne ? l10n.t('1 join token') : l10n.t('{0} join tokens', count);
    case 'unlock-key':
      return isOne ? l10n.t('1 unlock key') : l10n.t('{0} unlock keys', count);
    case 'unreadable':
      return isOne ? l10n.t('1 thing that cannot be read') : l10n.t('{0} things that cannot be read', count);
  }
}
