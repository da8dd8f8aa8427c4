import { fullReportJson, reportJson } from '@swarmpki/core/inspect/report';
import type { Output } from '@swarmpki/core/commands';
import type { Inspected } from './inspected.ts';

export interface JsonWishes {
  readonly format: 'json' | 'jsonl';
  readonly showSecrets: boolean;
  /** With every field of every item. */
  readonly full: boolean;
}

/** Prints a report for programs: whole, or each of its parts on a line of its own, with its `type`. */
export async function printJson({ report, unread }: Inspected, output: Output, wishes: JsonWishes): Promise<void> {
  const { format, showSecrets, full } = wishes;
  const options = { showSecrets, unread };
  const json = full ? await fullReportJson(report, options) : reportJson(report, options);
  if (format === 'json') {
    output.print(JSON.stringify(json, undefined, 2));
    return;
  }
  const { version, at, sources, items, relations, findings } = json;
  const parts = [
    { type: 'report', version, at },
    ...typed('source', sources),
    ...typed('item', items),
    ...typed('relation', relations),
    ...typed('finding', findings),
    ...typed('unread', json.unread),
  ];
  for (const part of parts) output.print(JSON.stringify(part));
}

function typed(type: string, parts: readonly Readonly<Record<string, unknown>>[]): readonly unknown[] {
  return parts.map((part) => ({ type, ...part }));
}
