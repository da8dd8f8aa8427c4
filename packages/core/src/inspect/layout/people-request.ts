import { printable } from '../../printable.ts';
import { valueOf } from '../decode/extension-value-of.ts';
import type { RequestDescription } from '../decode/request.ts';
import type { SignatureState } from '../decode/own-signature.ts';
import { span } from './line.ts';
import type { Line, Span } from './line.ts';
import { generalNameText, keySpans, nameText, row } from './people-certificate.ts';

/** So many names that are asked for are shown; how many there are besides is said. */
const mostNames = 8;

/** A certificate signing request as people want to see it first: who asks, with which key, for what. */
export function peopleRequest(request: RequestDescription): readonly Line[] {
  const { subject, publicKey, extensions, fingerprints, signatureState, hasChallengePassword } = request;
  const names = valueOf(extensions, 'subjectAltName')?.names ?? [];
  const shown = names.slice(0, mostNames).map((name) => printable(generalNameText(name), 100));
  const more = names.length > mostNames ? [span(`, and ${names.length - mostNames} more`, 'muted')] : [];
  const wanted = extensions.map(({ oid, name }) => printable(name ?? oid));
  return [
    [span('certificate request')],
    row('subject', span(nameText(subject.text))),
    row('key', ...keySpans(publicKey)),
    ...(names.length === 0 ? [] : [row('names', span(shown.join(', ')), ...more)]),
    ...(wanted.length === 0 ? [] : [row('asks for', span(printable(wanted.join(', '))))]),
    row('signature', signatureSpans[signatureState]),
    ...(hasChallengePassword ? [row('password', passwordSpan(request))] : []),
    row('sha256', span(fingerprints.sha256, 'muted')),
    ...damageOf(request).map((text) => row('damage', span(printable(text), 'bad'))),
  ];
}

const signatureSpans: Readonly<Record<SignatureState, Span>> = {
  good: span('made by its own key', 'good'),
  bad: span('not made by its own key: no CA will take it', 'bad'),
  'not-judged': span('of a kind that is not checked here', 'warn'),
};

function passwordSpan({ challengePassword }: RequestDescription): Span {
  return challengePassword === undefined
    ? span('it holds a challenge password, which whoever sees the request can read', 'warn')
    : span(printable(challengePassword), 'warn');
}

function damageOf({ subject, attributes, extensions, trailing }: RequestDescription): readonly string[] {
  return [
    ...(subject.problem === undefined ? [] : [`subject: ${subject.problem}`]),
    ...[...attributes, ...extensions].flatMap(({ oid, name, problem }) =>
      problem === undefined ? [] : [`${name ?? oid}: ${problem}`],
    ),
    ...(trailing > 0 ? [`${trailing} bytes stand behind it`] : []),
  ];
}
