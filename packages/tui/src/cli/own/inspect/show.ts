import { describeItem, peopleItem } from '@swarmpki/core/inspect';
import { Lines, ShortForms, severities } from '@swarmpki/core/inspect/report';
import type { Finding, Report, Severity } from '@swarmpki/core/inspect/report';
import { printable } from '@swarmpki/core/inspect/report';
import type { Span, Style, StyledOutput } from '../../output/styled.ts';
import type { Inspected } from './inspected.ts';
import { hanging } from './hanging.ts';

export const severityStyles: Readonly<Record<Severity, Style>> = {
  error: 'red',
  warning: 'yellow',
  information: 'cyan',
  hint: 'gray',
};

/**
 * Prints a report for people: source by source, in each what is worst first, then what it holds.
 *
 * @param full whether of each item more is told than fits on a line
 */
export async function show({ report, unread, empty }: Inspected, output: StyledOutput, full: boolean): Promise<void> {
  const layout = new Layout(report, output, full);
  for (const { name } of report.sources) await layout.showSource(name);
  for (const { path, problem } of unread) {
    output.printStyled([['not read', 'red'], ` ${printable(path, 400)}: ${printable(problem.message, 400)}`]);
  }
  for (const path of report.items.length === 0 ? [] : empty) {
    output.printStyled([['nothing in', 'yellow'], ` ${printable(path, 400)}: no certificate, key, request, or token`]);
  }
  for (const { source, cut } of report.cuts) {
    const why = cut.why === 'too-many-finds' ? 'too much is in it' : 'it is too long';
    output.printStyled([['not read to the end', 'red'], ` ${printable(source, 400)}: ${why}`]);
  }
  output.printStyled(summary(report));
}

class Layout {
  readonly #full: boolean;
  readonly #report: Report;
  readonly #output: StyledOutput;
  readonly #lines: Lines;
  readonly #forms: ShortForms;
  readonly #findings = new Map<string, Finding[]>();
  readonly #items = new Map<string, number[]>();

  constructor(report: Report, output: StyledOutput, full: boolean) {
    this.#full = full;
    this.#report = report;
    this.#output = output;
    this.#lines = new Lines(report.sources);
    this.#forms = new ShortForms(report);
    for (const finding of report.findings) listOf(this.#findings, finding.place.source).push(finding);
    for (const [index, { place }] of report.items.entries()) listOf(this.#items, place.source).push(index);
  }

  async showSource(name: string): Promise<void> {
    this.#print([[printable(name, 400), 'bold']]);
    for (const finding of this.#findings.get(name) ?? []) {
      for (const line of findingLines(finding, this.#lines, this.#columns)) this.#print(line);
    }
    for (const index of this.#items.get(name) ?? []) {
      for (const line of this.#full ? await this.#fullLines(index) : this.#itemLines(index)) this.#print(line);
    }
    this.#print(['']);
  }

  #itemLines(index: number): readonly (readonly Span[])[] {
    const form = this.#forms.of(index);
    const within = this.#report.items[index]?.place.within;
    if (form === undefined) return [];
    const place = within === undefined ? '' : `${within.map((each) => printable(each, 60)).join(', ')}: `;
    const head = `  #${index + 1} `;
    const [first = '', ...more] = hanging(`${place}${form.kind} ${form.title}`, head.length, this.#columns);
    const details = hanging(form.details.join(' · '), head.length, this.#columns);
    return [
      [[head, 'gray'], first],
      ...more.map((line) => [' '.repeat(head.length), line]),
      ...details.map((line): readonly Span[] => [' '.repeat(head.length), [line, 'gray']]),
    ];
  }

  async #fullLines(index: number): Promise<readonly (readonly Span[])[]> {
    const item = this.#report.items[index];
    if (item === undefined) return [];
    const lines = peopleItem(await describeItem(item), this.#report.now);
    return lines.map((line, at) => [[at === 0 ? `  #${index + 1} ` : '     ', 'gray'], ...line.map(toned)]);
  }

  get #columns(): number {
    return this.#output.interactive ? this.#output.columns : Number.POSITIVE_INFINITY;
  }

  #print(line: readonly Span[]): void {
    this.#output.printStyled(line);
  }
}

type Toned = ReturnType<typeof peopleItem>[number][number];

const tones: Readonly<Record<Toned['tone'], Style | undefined>> = {
  plain: undefined,
  good: 'green',
  warn: 'yellow',
  bad: 'red',
  muted: 'gray',
};

function toned({ text, tone }: Toned): Span {
  const style = tones[tone];
  return style === undefined ? text : [text, style];
}

/** What is wrong, and what to do about it. @param columns of the terminal */
export function findingLines(finding: Finding, lines: Lines, columns: number): readonly (readonly Span[])[] {
  const { code, severity, place, reason, cure } = finding;
  const position = place.range && lines.positionOf(place.source, place.range.start);
  const where = position === undefined ? '' : ` (line ${position.line})`;
  const indent = '      ';
  return [
    ['  ', [severity, severityStyles[severity]], ' ', [code, 'bold'], where],
    ...hanging(reason, indent.length, columns).map((line): readonly Span[] => [indent, line]),
    ...hanging(cure, indent.length + 2, columns).map((line, at): readonly Span[] => [
      indent,
      [at === 0 ? '→ ' : '  ', 'green'],
      line,
    ]),
  ];
}

function summary({ sources, items, findings }: Report): readonly Span[] {
  if (items.length === 0) return ['Nothing was found: no certificate, key, request, or token.'];
  const counts = severities.flatMap((severity): readonly Span[] => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [', ', [`${count} × ${severity}`, severityStyles[severity]]];
  });
  const found = `${items.length} ${items.length === 1 ? 'item' : 'items'} in ${sources.length} ${sources.length === 1 ? 'source' : 'sources'}`;
  return [found, ...(counts.length === 0 ? [', ', ['nothing to do', 'green'] as const] : counts)];
}

function listOf<Value>(map: Map<string, Value[]>, key: string): Value[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
