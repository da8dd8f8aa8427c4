import * as l10n from '@vscode/l10n';
import { severities } from '@swarmpki/core/inspect/report';
import type { Finding, FindingCode, Place, TextRange } from '@swarmpki/core/inspect/report';
import { DiagnosticTag } from 'vscode-languageserver';
import type { Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver';
import type { Picture } from '../picture.ts';
import { fit, shortName } from '../words.ts';

/** So many things of one document are said: the gravest. How many more there are is said too. */
const mostDiagnostics = 1_000;
const mostRelated = 8;
const longestMessage = 1_500;

/** @param findings where their pages lie: a URI that ends with `/` */
export function diagnostics(picture: Picture, source: string, findings: string): readonly Diagnostic[] {
  const all = picture.findingsIn(source);
  const told = all.slice(0, mostDiagnostics).map((finding) => diagnosticOf(picture, finding, findings));
  return [...told, ...notTold(all.length - told.length), ...notRead(picture, source)];
}

function diagnosticOf(picture: Picture, finding: Finding<FindingCode>, pages: string): Diagnostic {
  const { code, severity, place, reason, cure, related } = finding;
  const tags = superfluous.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {};
  return {
    range: picture.rangeIn(place.source, spotOf(picture, finding)),
    severity: (severities.indexOf(severity) + 1) as DiagnosticSeverity,
    code,
    codeDescription: { href: `${pages}${code}.md` },
    source: 'swarmpki',
    message: fit(`${within(place)}${reason} ${cure}`, longestMessage),
    relatedInformation: (related ?? []).slice(0, mostRelated).flatMap((each) => relatedOf(picture, each)),
    ...tags,
  };
}

function relatedOf(picture: Picture, place: Place): readonly DiagnosticRelatedInformation[] {
  const location = picture.location(place);
  if (location === undefined) return [];
  const other = picture.itemAt(place);
  return [{ location, message: `${within(place)}${other === undefined ? l10n.t('see here') : shortName(other)}` }];
}

function within({ within: path }: Place): string {
  return path === undefined ? '' : `${path.join(', ')}: `;
}

/** What may as well not be there: editors show it paler. */
const superfluous: ReadonlySet<FindingCode> = new Set(['needless-root', 'certificate-twice']);

/** Codes about one part of a token. */
const tokenParts: Partial<Record<FindingCode, 'version' | 'digest' | 'secret'>> = {
  'token-of-other-root': 'digest',
  'token-of-old-root': 'digest',
  'token-replaced': 'secret',
  'token-fips': 'version',
  'token-in-text': 'secret',
  'secret-tracked-by-git': 'secret',
};

/** Exactly what a finding is about: of a block that is good as a text its BEGIN line, of a token the part in question. */
function spotOf(picture: Picture, { code, place }: Finding<FindingCode>): TextRange {
  const { range } = place;
  if (range === undefined) return { start: 0, end: 0 };
  const find = picture.itemAt(place)?.find;
  if (find === undefined || find.range.end !== range.end) return range;
  if (find.kind === 'pem') return find.begin;
  if (find.kind !== 'join-token') return range;
  const part = tokenParts[code];
  return (part && find[part]) ?? range;
}

function notTold(count: number): readonly Diagnostic[] {
  if (count <= 0) return [];
  return [
    about('not-told', l10n.t('{0} more findings in this document are not shown.', count), { line: 0, character: 0 }),
  ];
}

/** A document that is too large is read as far as its bounds allow, and says so. */
function notRead(picture: Picture, source: string): readonly Diagnostic[] {
  return picture.report.cuts
    .filter((each) => each.source === source)
    .map(({ cut: { why, at } }) =>
      about(
        'not-read',
        why === 'text-too-long'
          ? l10n.t('The document is too long: what stands behind this place was not read.')
          : l10n.t('The document holds too much: what stands behind this place was not read.'),
        picture.rangeIn(source, { start: at, end: at }).start,
      ),
    );
}

function about(code: string, message: string, position: Diagnostic['range']['start']): Diagnostic {
  return { range: { start: position, end: position }, severity: 3, code, source: 'swarmpki', message };
}
