import { lifeOf } from '@swarmpki/core/engine/health';
import { Box } from 'ink';
import type { JSX } from 'react';
import { whyNothing } from '../../app/explain/nothing.ts';
import { swarmNow, trustName } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import type { Room, View } from '../../app/screen.ts';
import { bar, duration } from '../../ui/bar.ts';
import { Lines } from '../../ui/line.tsx';
import { rootName, shortId } from '../../app/names.ts';
import { Panel, inside } from '../../ui/panel.tsx';
import { Table, windowTop } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import { noneWords } from './explain.ts';
import { previewLines } from './preview.ts';
import { roleOf } from './row.ts';
import type { NodeRow } from './row.ts';
import { rowsOf, selectedRow } from './select.ts';
import type { Own } from './select.ts';

const barCells = 16;

function columnsOf(state: State, width: number): readonly Column<NodeRow>[] {
  const now = swarmNow(state);
  const host = Math.max(12, Math.min(30, width - 89));
  return [
    { title: 'HOST', width: host, cell: ({ node }) => ({ text: node.name || shortId(node.id) }) },
    { title: 'ROLE', width: 9, cell: ({ node }) => ({ text: roleOf(node), tone: node.manager ? 'strong' : 'plain' }) },
    {
      title: 'STATE',
      width: 12,
      cell: ({ node }) => ({
        text: node.place === 'stopped' ? 'stopped' : node.state,
        tone: node.state === 'ready' ? 'plain' : 'warn',
      }),
    },
    {
      title: 'CERTIFICATE LIFE',
      width: barCells,
      cell: ({ node, health }) => {
        const { left } = lifeOf(node, now);
        return {
          text:
            left === undefined
              ? '·'.repeat(barCells)
              : bar(left, barCells, 'plain')
                  .map(({ text }) => text)
                  .join(''),
          tone: health.tone,
        };
      },
    },
    {
      title: 'LEFT',
      width: 9,
      cell: ({ node }) => {
        const { leftMs } = lifeOf(node, now);
        return {
          text: leftMs === undefined ? '—' : leftMs < 0 ? 'expired' : duration(leftMs),
          tone: leftMs !== undefined && leftMs < 0 ? 'bad' : 'plain',
        };
      },
    },
    { title: '', width: 1, cell: ({ health }) => ({ text: health.sign, tone: health.tone }) },
    { title: 'ISSUER', width: 8, cell: ({ node }) => ({ text: rootName(node.issuer) }) },
    { title: 'TRUSTS', width: 8, cell: ({ node }) => ({ text: trustName(state, node.root), tone: 'muted' }) },
    { title: 'ID', width: 10, cell: ({ node }) => ({ text: shortId(node.id), tone: 'muted' }) },
  ];
}

/** Where the rows begin that can be seen: so that nothing jumps when the selection moves within them. */
let top = 0;

export function NodesView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { state, own } = view;
  const rows = rowsOf(state, own);
  const selected = selectedRow(rows, own);
  const isWide = room.width >= 140;
  const previewHeight = isWide || room.height < 16 ? 0 : 6;
  const width = isWide ? room.width - 46 : room.width;
  const height = room.height - previewHeight;
  const table = inside({ width, height });
  const count = Math.max(0, table.height - 1);
  top = windowTop(top, selected, count, rows.length);
  const preview = previewLines(rows[selected], swarmNow(state));
  const previewRoom = isWide ? { width: 46, height: room.height } : { width: room.width, height: previewHeight };
  return (
    <Box flexDirection={isWide ? 'row' : 'column'}>
      <Panel
        title={titleOf(rows, state.sight?.nodes.size ?? 0, own)}
        note={noteOf(rows)}
        width={width}
        height={height}
        isActive
      >
        {rows.length === 0 ? (
          <Lines lines={emptyLines(view, table.width)} {...table} />
        ) : (
          <Table
            columns={columnsOf(state, table.width)}
            rows={rows.slice(top, top + count)}
            keyOf={({ node }) => node.id}
            selected={selected - top}
            sort={{ title: own.sorting, isReversed: own.isReversed }}
            width={table.width}
          />
        )}
      </Panel>
      {previewRoom.height > 2 && (
        <Panel title={rows[selected]?.node.name ?? ''} {...previewRoom}>
          <Lines lines={preview} {...inside(previewRoom)} />
        </Panel>
      )}
    </Box>
  );
}

function emptyLines(view: View<Own>, width: number): readonly Line[] {
  const nothing = whyNothing(view.state);
  const tone = nothing?.isWrong === true ? 'bad' : 'plain';
  return wrap(nothing?.text ?? noneWords(view.own), width).map((text) => [{ text, tone }]);
}

function titleOf(rows: readonly NodeRow[], all: number, { filter, sorting }: Own): string {
  const filtered = filter === '' ? '' : `  /${filter}`;
  return `Nodes ${rows.length} of ${all}${filtered}  by ${sorting.toLowerCase()}`;
}

function noteOf(rows: readonly NodeRow[]): string {
  let [managers, down, expired] = [0, 0, 0];
  // There may be ten thousand of them, for every picture.
  for (const { node, health } of rows) {
    if (node.manager) managers++;
    if (node.state === 'down') down++;
    if (health.standing === 'expired') expired++;
  }
  const parts: readonly (readonly [number, string])[] = [
    [managers, managers === 1 ? 'manager' : 'managers'],
    [down, 'down'],
    [expired, 'expired'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join('  ');
}
