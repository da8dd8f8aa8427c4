import { Lines, printable, severities } from '@swarmpki/core/inspect/report';
import { moment } from '@swarmpki/core/doctor';
import type { Diagnosis } from '@swarmpki/core/doctor';
import { findingLines, severityStyles } from '../inspect/show.ts';
import type { Span, StyledOutput } from '../../output/styled.ts';

const mostRenewers = 50;

/** Prints a diagnosis for people: what it is, what is wrong with it, worst first, who can renew, a summary. */
export function showDiagnosis(diagnosis: Diagnosis, output: StyledOutput, isOfNow: boolean): void {
  const { subject, at, about, findings } = diagnosis;
  const columns = output.interactive ? output.columns : Number.POSITIVE_INFINITY;
  const print = (line: readonly Span[]): void => output.printStyled(line);
  print([[printable(subject, 400), 'bold'], ...(isOfNow ? [] : [` as of ${moment(at)}`])]);
  const width = Math.max(0, ...about.map(({ name }) => name.length));
  for (const { name, text } of about) print(['  ', [name.padEnd(width), 'gray'], `  ${text}`]);
  const lines = new Lines([]);
  for (const finding of findings) {
    print(['']);
    print([[printable(finding.place.source, 400), 'gray']]);
    for (const line of findingLines(finding, lines, columns)) print(line);
  }
  showRenewers(diagnosis, print);
  print(['']);
  print(summary(diagnosis));
}

const answers = {
  yes: ['yes', 'green'],
  'only-as-leader': ['as leader', 'yellow'],
  no: ['no', 'red'],
  unknown: ['not known', 'gray'],
} as const;

/** Those that cannot come first; of one node all is said above. */
function showRenewers({ renewers, kind, at }: Diagnosis, print: (line: readonly Span[]) => void): void {
  if (renewers.length === 0) return;
  const order = ['no', 'only-as-leader', 'unknown', 'yes'];
  const sorted = renewers.toSorted((a, b) => order.indexOf(a.can) - order.indexOf(b.can)).slice(0, mostRenewers);
  const width = Math.max(...sorted.map(({ node }) => node.length));
  print(['']);
  print([`${kind === 'data-root' ? 'Can it' : 'Who can'} still renew at ${moment(at)}?`]);
  for (const { node, role, can, why } of sorted) {
    const [answer, style] = answers[can];
    print(['  ', node.padEnd(width), `  ${role.padEnd(7)}  `, [answer.padEnd(9), style], `  ${why}`]);
  }
  if (renewers.length > sorted.length) print([`  and ${renewers.length - sorted.length} others`]);
}

function summary({ findings }: Diagnosis): readonly Span[] {
  const counts = severities.flatMap((severity): readonly Span[][] => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [[[`${count} × ${severity}`, severityStyles[severity]]]];
  });
  const [first, ...others] = counts;
  const isWell = findings.every(({ severity }) => severity === 'information' || severity === 'hint');
  const verdict: Span = ['nothing to do', 'green'];
  if (first === undefined) return [verdict];
  return [...first, ...others.flatMap((count) => [', ', ...count]), ...(isWell ? [': ', verdict] : [])];
}
