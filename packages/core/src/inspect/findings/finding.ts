import type { Place } from '../place.ts';

/** Worst first: something does not work, will stop to work or is in danger, is worth knowing, may be of interest. */
export const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** One thing to say about a certificate, key, token or chain. */
export interface Finding<Code extends string = string> {
  /** Stable, kebab-case; docs/findings has a page of this name. */
  readonly code: Code;
  readonly severity: Severity;
  readonly place: Place;
  /** What is wrong and how that can be seen: a sentence or two. What is of others in it is `printable`. */
  readonly reason: string;
  /** What to do about it, as a sentence; with the exact command where there is one. */
  readonly cure: string;
  /** What else it is about: the other of two that do not match. */
  readonly related?: readonly Place[];
  /** For programs: figures and digests, never anything secret. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}
