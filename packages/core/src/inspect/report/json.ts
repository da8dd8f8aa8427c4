import { describeItem } from '../decode/item.ts';
import { modeText } from '../../mode-text.ts';
import { catalogue } from '../findings/catalogue.ts';
import { printable } from '../../printable.ts';
import type { Problem } from '../../problem.ts';
import type { Place } from '../place.ts';
import type { Source } from '../source.ts';
import { Lines } from './lines.ts';
import type { Report } from './report.ts';
import { iso } from '../../time-words.ts';
import { describeProblem } from '../problem-description.ts';
import { findingJson } from './finding-json.ts';
import { summaryOf } from './summary.ts';
import type { Summary } from './summary.ts';

/** What {@link reportJson} is told beside. */
export interface JsonOptions {
  /** Whether keys and the secrets of tokens are told. */
  readonly showSecrets?: boolean;
  /** What could not be read at all. */
  readonly unread?: readonly { readonly path: string; readonly problem: Problem }[];
}

/** A report for programs. Its form is stable: members may come, none go (docs/inspect.md). */
export interface ReportJson {
  readonly version: 1;
  readonly at: string;
  readonly sources: readonly Summary[];
  readonly items: readonly Summary[];
  readonly relations: readonly Summary[];
  readonly findings: readonly Summary[];
  readonly unread: readonly Summary[];
}

export function reportJson(report: Report, { showSecrets = false, unread = [] }: JsonOptions = {}): ReportJson {
  const lines = new Lines(report.sources);
  const placed = (place: Place): Summary => placeJson(place, lines);
  return {
    version: 1,
    at: iso(report.now),
    sources: report.sources.map(sourceJson),
    items: report.items.map((item, index) => ({
      index,
      kind: item.kind,
      place: placed(item.place),
      ...summaryOf(item, showSecrets),
    })),
    relations: report.relations.map((relation) => ({ ...relation })),
    findings: report.findings.map((finding) => findingJson(finding, catalogue[finding.code].title, placed)),
    unread: [
      ...unread.map(({ path, problem }) => ({ path: printable(path, 400), problem: describeProblem(problem) })),
      ...report.cuts.map(({ source, cut }) => ({ path: printable(source, 400), cut: cut.why, at: cut.at })),
    ],
  };
}

/** As {@link reportJson}; each item has all that is in it, its `description`. */
export async function fullReportJson(report: Report, options: JsonOptions = {}): Promise<ReportJson> {
  const json = reportJson(report, options);
  const items: Summary[] = [];
  for (const [index, item] of report.items.entries()) {
    const description = await describeItem(item, { secrets: options.showSecrets === true });
    items.push({ ...json.items[index], description });
  }
  return { ...json, items };
}

function sourceJson({ name, contents, file }: Source): Summary {
  return {
    name: printable(name, 400),
    contents: typeof contents === 'string' ? 'text' : 'binary',
    ...(file?.mode === undefined ? {} : { mode: modeText(file.mode) }),
    ...(file?.tracked === undefined ? {} : { tracked: file.tracked }),
  };
}

function placeJson({ source, range, within }: Place, lines: Lines): Summary {
  const begins = range && lines.positionOf(source, range.start);
  return {
    source: printable(source, 400),
    ...(range === undefined ? {} : { range }),
    ...begins,
    ...(within === undefined ? {} : { within: within.map((each) => printable(each, 100)) }),
  };
}
