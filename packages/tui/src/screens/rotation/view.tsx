import { Box } from 'ink';
import type { JSX } from 'react';
import { swarmNow } from '../../app/moments.ts';
import type { Room, View } from '../../app/screen.ts';
import type { State } from '../../app/state.ts';
import type { Tone } from '../../theme/theme.ts';
import { bar, duration } from '../../ui/bar.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { Table, windowTop } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { wrap } from '../../ui/text.ts';
import type { Line, Span } from '../../theme/line.ts';
import { selectedStanding } from './bindings.ts';
import { notShown, progressOf, selectedRow, standingsOf } from './progress.ts';
import type { NodeStanding, Own, Progress } from './progress.ts';

const columns: readonly Column<NodeStanding>[] = [
  { title: 'NODE', width: 14, cell: ({ node }) => ({ text: node.name || node.id }) },
  {
    title: 'ISSUER',
    width: 10,
    cell: ({ issuer, done }) => ({ text: `${issuer} ${done ? '✔' : '·'}`, tone: done ? 'good' : 'plain' }),
  },
  { title: 'TRUSTS', width: 8, cell: ({ trusts }) => ({ text: trusts }) },
  { title: 'WAITS', width: 34, cell: ({ why, done }) => ({ text: why, tone: done ? 'muted' : 'warn' }) },
];

export function RotationView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { state, own } = view;
  const progress = progressOf(state);
  const rows = standingsOf(state, own);
  const isWide = room.width >= 110;
  const head = { width: room.width, height: 7 };
  const below = Math.max(0, room.height - head.height);
  // Where there is little room the nodes have it.
  const sideHeight = isWide ? below : below < 10 ? 0 : below < 16 ? 5 : 7;
  const listHeight = isWide ? below : below - sideHeight;
  const list = { width: isWide ? room.width - 44 : room.width, height: listHeight };
  const side = isWide ? { width: 44, height: sideHeight } : { width: room.width, height: sideHeight };
  const inner = inside(list);
  const count = Math.max(0, inner.height - 1);
  const selected = selectedRow(rows, own);
  const top = windowTop(Math.max(0, selected - Math.floor(count / 2)), selected, count, rows.length);
  const blocked = rows.filter(({ done, why }) => !done && why !== '').length;
  return (
    <Box flexDirection="column">
      <Panel title="Rotate the root" {...head}>
        <Lines lines={headLines(state, inside(head).width)} {...inside(head)} />
      </Panel>
      <Box flexDirection={isWide ? 'row' : 'column'}>
        <Panel title="Node by node" note={`${rows.length} nodes`} {...list} isActive>
          <Table
            columns={columns}
            rows={rows.slice(top, top + count)}
            keyOf={({ node }) => node.id}
            selected={rows.length === 0 ? undefined : selected - top}
            width={inner.width}
          />
        </Panel>
        <Panel title={progress.isUnderWay && blocked > 0 ? `Waits for ${blocked}` : 'This node'} {...side}>
          <Lines lines={sideLines(selectedStanding(view), inside(side).width)} {...inside(side)} />
        </Panel>
      </Box>
    </Box>
  );
}

/** The phases in a line, and Docker's two bars with Docker's words. */
export function headLines(state: State, width: number): readonly Line[] {
  const progress = progressOf(state);
  const { stage, known, isUnderWay, nodes, certificates, roots, from, to, since, digest } = progress;
  if (known === undefined) return [[{ text: notShown, tone: 'muted' }]];
  const now = swarmNow(state);
  const step = (name: string, stands: 'done' | 'now' | 'later'): Line => {
    const [sign, tone] = ({ done: ['✔', 'good'], now: ['◐', 'busy'], later: ['·', 'muted'] } as const)[stands];
    return [{ text: `${name} ${sign}`, tone }];
  };
  const arrow: Span = { text: ' ──▶ ', tone: 'border' };
  const phases: Line =
    stage === 'none'
      ? noneLine(progress)
      : [
          ...step(`new root ${to ?? from}`, 'done'),
          arrow,
          ...step('cross-signed', 'done'),
          arrow,
          ...step(`re-issued ${certificates}/${nodes}`, isUnderWay ? 'now' : 'done'),
          arrow,
          ...step('finished', isUnderWay ? 'later' : 'done'),
          arrow,
          ...step(`trusted ${roots}/${nodes}`, isUnderWay ? 'later' : 'now'),
        ];
  const time = since === undefined ? [] : [{ text: `   ${duration(now - since)} so far`, tone: 'muted' } as const];
  return [
    phases,
    [],
    [
      { text: 'desired root digest         ', tone: 'muted' },
      { text: digest === undefined ? '' : `${digest.slice(0, 27)}…`, tone: 'plain' },
      { text: isUnderWay ? '  the one that is trusted now' : '', tone: 'muted' },
    ],
    [...bars('rotated TLS certificates:   ', certificates, nodes, width, 'good'), ...time],
    bars('rotated CA certificates:    ', roots, nodes, width, 'accent'),
  ];
}

/** That there is none. Whoever has not reported yet is not said to trust anything. */
function noneLine({ nodes, roots, from }: Progress): Line {
  if (nodes === roots) return [{ text: `No rotation is under way: all trust ${from}.`, tone: 'good' }];
  const text = `No rotation is under way: ${roots} of ${nodes} nodes trust ${from}, the others have not reported yet.`;
  return [{ text, tone: 'plain' }];
}

function bars(label: string, amount: number, total: number, width: number, tone: Tone): Line {
  const room = Math.max(10, Math.min(40, width - label.length - 20));
  return [
    { text: label, tone: 'muted' },
    ...bar(total === 0 ? 0 : amount / total, room, tone),
    { text: ` ${amount}/${total} nodes` },
  ];
}

function sideLines(standing: NodeStanding | undefined, width: number): readonly Line[] {
  if (standing === undefined) return [];
  const { node, done, why, next } = standing;
  const text = (words: string, tone: Tone): readonly Line[] => wrap(words, width).map((line) => [{ text: line, tone }]);
  return [
    ...text(node.name || node.id, 'strong'),
    ...(why === ''
      ? text(done ? 'It is done.' : 'It has not renewed yet.', done ? 'good' : 'plain')
      : text(why, 'warn')),
    ...(next === '' ? [] : text(next, 'plain')),
  ];
}
