import { Box } from 'ink';
import type { JSX } from 'react';
import type { LabJournalEntry } from '@swarmpki/core/engine';
import { wordsOf } from '../../app/explain/events.ts';
import type { Room, View } from '../../app/screen.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { secondOf } from '../../ui/stamp.ts';
import { Table, windowTop } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { entriesOf, selectedRow } from './list.ts';
import type { Own } from './list.ts';

const at = ({ At: time }: LabJournalEntry): string => secondOf(time);

const columnsOf = (width: number): readonly Column<LabJournalEntry>[] => [
  { title: 'LAB TIME', width: 14, cell: (entry) => ({ text: at(entry), tone: 'muted' }) },
  { title: 'EVENT', width: 10, cell: (entry) => ({ text: wordsOf(entry).word, tone: wordsOf(entry).tone }) },
  { title: 'WHAT', width: Math.max(10, width - 30), cell: (entry) => ({ text: wordsOf(entry).what(entry) }) },
];

export function EventsView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { state, own } = view;
  if (state.engine.isLab === false) return <NoTimeline program={state.engine.program} room={room} />;
  const entries = entriesOf(state, own);
  const selected = selectedRow(entries, own);
  const below = { width: room.width, height: Math.min(8, Math.max(5, Math.floor(room.height / 3))) };
  const list = { width: room.width, height: room.height - below.height };
  const inner = inside(list);
  const count = Math.max(0, inner.height - 1);
  const top = windowTop(Math.max(0, selected - count + 3), selected, count, entries.length);
  const title = `Events ${entries.length}${own.filter === '' ? '' : `  /${own.filter}`}`;
  return (
    <Box flexDirection="column">
      <Panel title={title} note={own.selected === undefined ? 'following' : 'f follows again'} {...list} isActive>
        <Table
          columns={columnsOf(inner.width)}
          rows={entries.slice(top, top + count)}
          keyOf={({ Seq }) => String(Seq)}
          selected={entries.length === 0 ? undefined : selected - top}
          width={inner.width}
        />
      </Panel>
      <Panel title="In plain words" {...below}>
        <Lines lines={entryLines(entries[selected], entries, inner.width)} {...inside(below)} />
      </Panel>
    </Box>
  );
}

/** A real engine tells that something of a node has changed, and neither what nor why. */
function NoTimeline({ program, room }: { readonly program: string; readonly room: Room }): JSX.Element {
  const { width, height } = inside(room);
  const sentences = [
    'A Docker Engine keeps no timeline of its PKI: that is a lab’s alone.',
    `It tells, as it happens, that a node has changed, and neither what of it nor why. \`${program} events --follow\` shows that, as \`docker events\` does.`,
    'What has become of a node’s certificate is seen on the screens of nodes (1) and of rotations (3).',
  ];
  const lines = sentences.flatMap((sentence) => [...wrap(sentence, width).map((text): Line => [{ text }]), []]);
  return (
    <Panel title="Events" {...room} isActive>
      <Lines lines={lines} width={width} height={height} />
    </Panel>
  );
}

/** What an event means, and what led to it. */
function entryLines(
  entry: LabJournalEntry | undefined,
  among: readonly LabJournalEntry[],
  width: number,
): readonly Line[] {
  if (entry === undefined) return [[{ text: 'Nothing has happened yet.', tone: 'muted' }]];
  const { short, long } = wordsOf(entry);
  const cause = among.find(({ Seq }) => Seq === entry.Cause);
  return [
    ...wrap(short(entry), width).map((text): Line => [{ text }]),
    ...wrap(long, width).map((text): Line => [{ text, tone: 'muted' }]),
    ...(cause === undefined
      ? []
      : [
          [
            { text: 'because of  ', tone: 'muted' },
            { text: `${wordsOf(cause).word} ${wordsOf(cause).what(cause)}`, tone: 'accent' },
          ] as const,
        ]),
  ];
}
