import { Box } from 'ink';
import type { JSX } from 'react';
import type { Room, View } from '../../app/screen.ts';
import type { State } from '../../app/state.ts';
import { Lines } from '../../ui/line.tsx';
import { rootName } from '../../app/names.ts';
import { Panel, inside } from '../../ui/panel.tsx';
import { fit } from '../../ui/text.ts';
import type { Line, Span } from '../../theme/line.ts';
import type { Cell, Matrix, Side } from './matrix.ts';
import type { Own } from './own.ts';
import { brokenWords, whyLines } from './why.ts';

/** Cells of the screen that one of the matrix takes, and those before the first. */
const cellWidth = 4;
const headWidth = 43;

export function TrustView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const { state, own } = view;
  const { matrix } = own;
  const below = { width: room.width, height: Math.max(6, Math.min(10, room.height - (matrix?.sides.length ?? 0) - 5)) };
  const grid = { width: room.width, height: Math.max(4, room.height - below.height) };
  return (
    <Box flexDirection="column">
      <Panel
        title="Who accepts whom"
        corner={brokenWords(own)}
        note={state.engine.isLab === false ? '(✔) by what the engine tells' : '✔ probed by TLS   (✔) computed'}
        {...grid}
        isActive
      >
        <Lines lines={gridLines(state, own, inside(grid).width)} {...inside(grid)} />
      </Panel>
      <Panel title="Why" {...below}>
        <Lines lines={whyLines(own, inside(below).width)} {...inside(below)} />
      </Panel>
    </Box>
  );
}

/** The groups, each with what it makes of all others. */
export function gridLines(state: State, own: Own, width: number): readonly Line[] {
  const { matrix } = own;
  if (matrix === undefined) {
    const words = state.sight?.swarm === undefined ? 'Only managers of a swarm know it.' : 'They are being asked …';
    return [[{ text: words, tone: 'muted' }]];
  }
  const last = matrix.sides.length - 1;
  const [row, column] = [Math.min(own.row, last), Math.min(own.column, last)];
  const count = Math.max(1, Math.floor((width - headWidth) / cellWidth));
  const first = Math.max(0, Math.min(column - count + 1, last));
  const shown = matrix.sides.slice(first, first + count);
  const head: Line = [
    { text: fit('  GROUP', 21), tone: 'muted' },
    { text: fit('SHOWS', 12), tone: 'muted' },
    { text: fit('TRUSTS', headWidth - 33), tone: 'muted' },
    ...shown.map(({ letter }, at): Span => ({
      text: fit(` ${letter}`, cellWidth),
      tone: at + first === column ? 'accent' : 'muted',
    })),
  ];
  const rows = matrix.sides.map((side, at): Line => [
    ...sideSpans(side, at === row),
    ...shown.map((_, to): Span => cellSpan(matrix.cells[at]?.[first + to], at === row && first + to === column)),
  ]);
  return [head, ...rows, ...restLines(matrix)];
}

function sideSpans(side: Side, isSelected: boolean): readonly Span[] {
  const { letter, count, role, issuer, trusts, standing, chainLength = 1 } = side;
  const sign = standing === 'expired' ? ' ✗' : chainLength > 1 ? ` +${chainLength - 1}` : '';
  return [
    { text: isSelected ? '▌ ' : '  ', tone: 'accent' },
    { text: `${letter}  `, tone: 'strong' },
    { text: fit(`${count} ${role}${count === 1 ? '' : 's'}`, 16), tone: isSelected ? 'strong' : 'plain' },
    { text: fit(`${rootName(issuer)}${sign}`, 12), tone: standing === 'expired' ? 'bad' : 'plain' },
    { text: fit(trusts, headWidth - 33), tone: 'plain' },
  ];
}

function cellSpan(cell: Cell | undefined, isSelected: boolean): Span {
  const { verdict = 'unknown', by = 'computed' } = cell ?? {};
  const sign = { accepted: '✔', refused: '✗', unknown: '?' }[verdict];
  const tone = { accepted: 'good', refused: 'bad', unknown: 'warn' } as const;
  const text = by === 'probed' || verdict === 'unknown' ? ` ${sign} ` : `(${sign})`;
  return { text: `${text} `, tone: isSelected ? 'selected' : tone[verdict] };
}

function restLines({ others, sides }: Matrix): readonly Line[] {
  const carry = sides.some(({ chainLength = 1 }) => chainLength > 1);
  return [
    ...(others > 0 ? [[{ text: `  and ${others} nodes of other groups`, tone: 'muted' } as const]] : []),
    ...(carry ? [[{ text: '  +1  the cross-signed certificate comes with it', tone: 'muted' } as const]] : []),
  ];
}
