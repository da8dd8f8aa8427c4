import { inspectSources } from '../inspect/report/inspection.ts';
import type { Report } from '../inspect/report/report.ts';
import type { Source } from '../inspect/source.ts';
import { noon } from './certificates.ts';

/** Files by their names, or what is known of them beside. */
export type Files = Readonly<Record<string, string | Uint8Array | Omit<Source, 'name'>>>;

export function judged(files: Files, now = noon): Report {
  const sources = Object.entries(files).map(([name, given]): Source => {
    return typeof given === 'string' || given instanceof Uint8Array ? { name, contents: given } : { name, ...given };
  });
  return inspectSources(sources, { now });
}

/** What is found in files, as `severity code file`, sorted. */
export function found(files: Files, now = noon): readonly string[] {
  return judged(files, now)
    .findings.map(({ severity, code, place }) => `${severity} ${code} ${place.source}`)
    .toSorted();
}
