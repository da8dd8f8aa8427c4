import { layOut } from '../format/table.ts';
import { readTemplate } from '../format/template.ts';
import type { Template } from '../format/template.ts';
import { nodeHeaders } from './node-row.ts';
import type { NodeRow } from './node-row.ts';

/** Rows of `node ls` as text. */
type ListFormat = (rows: readonly NodeRow[]) => readonly string[];

/**
 * Reads what `--format` says, as Docker does: `table`, `json`, `raw`, `table TEMPLATE` or a template; in both of the last
 * `\t` and `\n` stand for what they say.
 *
 * @throws {CommandProblem} `bad-template`, also when it is used
 */
export function listFormat(source: string): ListFormat {
  switch (source) {
    case '':
    case 'table':
      return (rows) => layOut([defaultHeader, ...rows.map(defaultCells)]);
    case 'json':
      return lines('{{json .}}');
    case 'raw':
      return lines(raw);
    default: {
      const [, tableTemplate] = /^table(.*)$/s.exec(source) ?? [];
      return tableTemplate === undefined ? lines(unescaped(source)) : table(readTemplate(unescaped(tableTemplate)));
    }
  }
}

const raw =
  'node_id: {{.ID}}\nhostname: {{.Hostname}}\nstatus: {{.Status}}\navailability: {{.Availability}}\nmanager_status: {{.ManagerStatus}}\n';

const defaultHeader: readonly string[] = [
  `${nodeHeaders.ID}  `,
  nodeHeaders.Hostname,
  nodeHeaders.Status,
  nodeHeaders.Availability,
  nodeHeaders.ManagerStatus,
  nodeHeaders.EngineVersion,
];

function defaultCells(row: NodeRow): readonly string[] {
  const id = `${row.ID} ${row.Self ? '*' : ' '}`;
  return [id, row.Hostname, row.Status, row.Availability, row.ManagerStatus, row.EngineVersion].map(onOneLine);
}

/** Cells of a table: a tab or a line break from an engine would shift all that follow. */
function onOneLine(text: string): string {
  return text.replace(/[\t\n\r\v\f]/g, ' ');
}

function unescaped(source: string): string {
  return source
    .replace(/^ +| +$/g, '')
    .replaceAll(String.raw`\t`, '\t')
    .replaceAll(String.raw`\n`, '\n');
}

function lines(source: string): ListFormat {
  const template = readTemplate(source);
  return (rows) => rows.map((row) => template(row));
}

function table(template: Template): ListFormat {
  return (rows) => {
    const cells = rows.map((row) => template(rowOnOneLine(row)).split('\t'));
    return layOut([template(nodeHeaders).split('\t'), ...cells]);
  };
}

function rowOnOneLine(row: NodeRow): Readonly<Record<string, string | boolean>> {
  const entries: readonly (readonly [string, string | boolean])[] = Object.entries(row);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? onOneLine(value) : value]),
  );
}
