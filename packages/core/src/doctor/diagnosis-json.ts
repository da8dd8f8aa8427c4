import { printable } from '../printable.ts';
import type { Place } from '../inspect/place.ts';
import { findingJson } from '../inspect/report/finding-json.ts';
import { doctorCatalogue } from './catalogue.ts';
import type { Diagnosis } from './diagnosis.ts';
import { iso } from '../time-words.ts';

/** A diagnosis for programs. Its form is stable: members may come, none go (docs/doctor.md). */
export interface DiagnosisJson {
  readonly version: 1;
  readonly kind: Diagnosis['kind'];
  readonly subject: string;
  readonly at: string;
  readonly about: Readonly<Record<string, unknown>>;
  readonly renewers: Diagnosis['renewers'];
  readonly findings: readonly Readonly<Record<string, unknown>>[];
}

export function diagnosisJson({ kind, subject, at, about, renewers, findings }: Diagnosis): DiagnosisJson {
  return {
    version: 1,
    kind,
    subject: printable(subject, 400),
    at: iso(at),
    about: Object.fromEntries(about.map(({ key, text, value = text }) => [key, value])),
    renewers,
    findings: findings.map((finding) => findingJson(finding, doctorCatalogue[finding.code].title, placeText)),
  };
}

function placeText({ source }: Place): string {
  return printable(source, 400);
}
