import { printable } from '../../printable.ts';
import { valueOf } from '../decode/extension-value-of.ts';
import type { RevocationListDescription, RevokedDescription } from '../decode/revocation-list.ts';
import { moment, span as timeSpan } from '../../time-words.ts';
import { span } from './line.ts';
import type { Line, Span } from './line.ts';
import { nameText, row } from './people-certificate.ts';

/** So many revoked certificates are shown; how many there are besides is said. */
const mostEntries = 8;

/**
 * A revocation list as people want to see it first: whose, of when, and how many are on it.
 *
 * @param now ms since epoch
 */
export function peopleRevocationList(list: RevocationListDescription, now: number): readonly Line[] {
  const { issuer, thisUpdate, revoked, entries, extensions, fingerprints, trailing } = list;
  const number = valueOf(extensions, 'crlNumber')?.number;
  const isDelta = valueOf(extensions, 'deltaCrlIndicator') !== undefined;
  const damage = [
    ...(issuer.problem === undefined ? [] : [`issuer: ${issuer.problem}`]),
    ...extensions.flatMap(({ oid, name, problem }) => (problem === undefined ? [] : [`${name ?? oid}: ${problem}`])),
    ...(trailing > 0 ? [`${trailing} bytes stand behind it`] : []),
  ];
  const shown = entries.slice(0, mostEntries);
  return [
    [span(isDelta ? 'revocation list: changes to an earlier one' : 'revocation list')],
    row('issuer', span(nameText(issuer.text))),
    row(
      'made',
      span(moment(thisUpdate.time)),
      ...(now < thisUpdate.time ? [span(': that is yet to come', 'bad')] : []),
    ),
    row('next', nextSpan(list, now)),
    ...(number === undefined ? [] : [row('number', span(printable(number.decimal ?? number.hex, 60)))]),
    row('revoked', span(revoked === 0 ? 'none' : String(revoked))),
    ...shown.map((entry) => row('', ...entrySpans(entry))),
    ...(revoked > shown.length ? [row('', span(`and ${revoked - shown.length} more`, 'muted'))] : []),
    row('sha256', span(fingerprints.sha256, 'muted')),
    ...damage.map((text) => row('damage', span(printable(text), 'bad'))),
  ];
}

function nextSpan({ nextUpdate }: RevocationListDescription, now: number): Span {
  if (nextUpdate === undefined) return span('it does not say when there will be another', 'warn');
  const { time } = nextUpdate;
  return now > time
    ? span(`${moment(time)}: overdue for ${timeSpan(now - time)}`, 'bad')
    : span(`${moment(time)}, in ${timeSpan(time - now)}`);
}

function entrySpans({ serialNumber, revocationDate, extensions, problem }: RevokedDescription): readonly Span[] {
  if (serialNumber === undefined || revocationDate === undefined) {
    return [span(`cannot be read: ${printable(problem ?? '')}`, 'bad')];
  }
  const reason = valueOf(extensions, 'crlReason');
  const why = reason === undefined ? '' : `, ${reason.reason ?? `reason ${reason.number}`}`;
  return [span(printable(serialNumber.hex, 64)), span(` on ${moment(revocationDate.time)}${why}`, 'muted')];
}
