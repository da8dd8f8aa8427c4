import { l10n } from 'vscode';
import { moment } from '@swarmpki/core/doctor';
import type { Diagnosis, DoctorFinding } from '@swarmpki/core/doctor';
import { Lines, printable, severities } from '@swarmpki/core/inspect/report';
import type { Finding, Report } from '@swarmpki/core/inspect/report';

const longestName = 400;
/** So many who can renew are named; those that cannot come first. */
const mostRenewers = 50;

/** A diagnosis as a text: what it is, what is wrong with it, worst first, and who can still renew. */
export function diagnosisText(diagnosis: Diagnosis): string {
  const { subject, about, findings, renewers, at } = diagnosis;
  const width = Math.max(0, ...about.map(({ name }) => name.length));
  const order = ['no', 'only-as-leader', 'unknown', 'yes'];
  const sorted = renewers.toSorted((a, b) => order.indexOf(a.can) - order.indexOf(b.can)).slice(0, mostRenewers);
  const more = renewers.length - sorted.length;
  return lines([
    printable(subject, longestName),
    ...about.map(({ name, text }) => `  ${name.padEnd(width)}  ${text}`),
    '',
    ...findings.flatMap((finding) => [printable(finding.place.source, longestName), ...findingLines(finding), '']),
    ...(sorted.length === 0 ? [] : [l10n.t('Who can still renew at {0}?', moment(at))]),
    ...sorted.map(({ node, role, can, why }) => `  ${node}  ${role}  ${can}  ${why}`),
    ...(more > 0 ? [`  ${l10n.t('and {0} others', more)}`] : []),
    ...(sorted.length === 0 ? [] : ['']),
    summary(findings),
  ]);
}

/** What is wrong with the files of a folder: those in which something was found, each with what is worst first. */
export function reportText(folder: string, { sources, items, findings }: Report, unread: readonly string[]): string {
  const within = new Lines(sources);
  const found = sources.flatMap(({ name }) => {
    const own = findings.filter(({ place }) => place.source === name);
    return own.length === 0
      ? []
      : [printable(name, longestName), ...own.flatMap((each) => findingLines(each, within)), ''];
  });
  return lines([
    printable(folder, longestName),
    `  ${l10n.t('{0} certificates, keys and tokens in {1} files', items.length, sources.length)}`,
    '',
    ...found,
    ...unread.map((each) => l10n.t('not read: {0}', printable(each, longestName))),
    ...(unread.length === 0 ? [] : ['']),
    summary(findings),
  ]);
}

function findingLines(
  { severity, code, place, reason, cure }: Finding | DoctorFinding,
  within?: Lines,
): readonly string[] {
  const position = place.range && within?.positionOf(place.source, place.range.start);
  const where = position === undefined ? '' : ` ${l10n.t('(line {0})', position.line)}`;
  return [`  ${severity} ${code}${where}`, `      ${reason}`, `      → ${cure}`];
}

function summary(findings: readonly (Finding | DoctorFinding)[]): string {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    return count === 0 ? [] : [`${count} × ${severity}`];
  });
  return counts.length === 0 ? l10n.t('Nothing to do.') : counts.join(', ');
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
