import { Box } from 'ink';
import type { JSX } from 'react';
import { LineText } from './line.tsx';
import { fit } from './text.ts';
import type { Span } from '../theme/line.ts';

export interface Column<Row> {
  readonly title: string;
  /** Cells. */
  readonly width: number;
  readonly align?: 'left' | 'right';
  readonly cell: (row: Row) => Span;
}

interface TableProps<Row> {
  readonly columns: readonly Column<Row>[];
  /** Only those that can be seen. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Of the rows that can be seen. */
  readonly selected: number | undefined;
  readonly sort?: { readonly title: string; readonly isReversed: boolean };
  readonly width: number;
}

const mark = 2;
const gap = 2;

/** Columns that fit into a width, in their order; a later one falls out first. */
function columnsFor<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  let left = width - mark;
  const fitting: Column<Row>[] = [];
  for (const column of columns) {
    left -= column.width + (fitting.length === 0 ? 0 : gap);
    if (left < 0) break;
    fitting.push(column);
  }
  return fitting;
}

/** Which rows can be seen, so that the selected one is among them and nothing jumps. @returns the first */
export function windowTop(top: number, selected: number, height: number, count: number): number {
  const lowest = Math.max(0, count - height);
  const moved = selected < top ? selected : selected >= top + height ? selected - height + 1 : top;
  return Math.max(0, Math.min(lowest, moved));
}

/** A table: its head, and one text a row. */
export function Table<Row>({ columns, rows, keyOf, selected, sort, width }: TableProps<Row>): JSX.Element {
  const shown = columnsFor(columns, width);
  const head: Span[] = [{ text: ' '.repeat(mark) }];
  shown.forEach(({ title, width: cells, align = 'left' }, at) => {
    const arrow = sort?.title === title ? (sort.isReversed ? ' ↓' : ' ↑') : '';
    head.push({
      text: fit(title + arrow, cells, align) + (at < shown.length - 1 ? ' '.repeat(gap) : ''),
      tone: 'muted',
    });
  });
  return (
    <Box flexDirection="column" flexShrink={0}>
      <LineText line={head} width={width} />
      {rows.map((row, index) => {
        const line: Span[] = [{ text: index === selected ? '▌ ' : '  ', tone: 'accent' }];
        shown.forEach(({ cell, width: cells, align = 'left' }, at) => {
          const span = cell(row);
          const text = fit(span.text, cells, align) + (at < shown.length - 1 ? ' '.repeat(gap) : '');
          line.push({ ...span, text });
        });
        return <LineText key={keyOf(row)} line={line} width={width} isSelected={index === selected} />;
      })}
    </Box>
  );
}
