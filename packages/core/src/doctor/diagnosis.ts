import { severities } from '../inspect/findings/finding.ts';
import type { Finding } from '../inspect/findings/finding.ts';
import { sayerOf } from '../inspect/findings/say.ts';
import { doctorCatalogue } from './catalogue.ts';
import type { DoctorCode } from './catalogue.ts';
import type { Measure } from './measures.ts';

/** What was found out about something that lives. */
export interface Diagnosis {
  readonly kind: 'data-root' | 'endpoint' | 'engine';
  /** How people know it. */
  readonly subject: string;
  /** ms since epoch: when it was judged; lab time for a lab */
  readonly at: number;
  /** What it is, in the order in which it is told. */
  readonly about: readonly Fact[];
  /** Who can still renew at that time. */
  readonly renewers: readonly Renewer[];
  /** Worst first. */
  readonly findings: readonly DoctorFinding[];
  readonly measures: readonly Measure[];
}

export type DoctorFinding = Finding<DoctorCode>;

/** One thing about what was diagnosed. */
export interface Fact {
  /** For programs: camelCase. */
  readonly key: string;
  /** For people. */
  readonly name: string;
  /** For people; what is of others in it is `printable`. */
  readonly text: string;
  /** For programs, where it is not the text; times in ISO 8601. */
  readonly value?: string | number | boolean | readonly string[];
}

/** Whether a node can renew its certificate, and why (docs/protocol.md §6.4). */
export interface Renewer {
  readonly node: string;
  readonly role: string;
  /** `only-as-leader`: past its end, while it leads a swarm that has the key of its root, through its own socket. */
  readonly can: 'yes' | 'no' | 'only-as-leader' | 'unknown';
  readonly why: string;
}

/** A finding as its code in the catalogue of diagnoses has it. */
export const say: ReturnType<typeof sayerOf<DoctorCode>> = sayerOf(doctorCatalogue);

/** Worst first; of one severity in their order. */
export function worstFirst(findings: readonly DoctorFinding[]): readonly DoctorFinding[] {
  return findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
