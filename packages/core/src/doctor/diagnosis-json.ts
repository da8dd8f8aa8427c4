import { printable } from '../printable.ts';
import { doctorCatalogue } from './catalogue.ts';
import type { Diagnosis, DoctorFinding } from './diagnosis.ts';
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
    findings: findings.map(findingJson),
  };
}

function findingJson({ code, severity, place, reason, cure, related, facts }: DoctorFinding) {
  return {
    code,
    severity,
    title: doctorCatalogue[code].title,
    place: printable(place.source, 400),
    reason,
    cure,
    ...(related === undefined ? {} : { related: related.map(({ source }) => printable(source, 400)) }),
    ...(facts === undefined ? {} : { facts }),
  };
}
