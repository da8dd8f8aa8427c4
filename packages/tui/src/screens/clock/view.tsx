import { Box } from 'ink';
import type { JSX } from 'react';
import { stopWords } from '@swarmpki/core/commands';
import type { LabClockState } from '@swarmpki/core/engine';
import { swarmNow } from '../../app/moments.ts';
import type { Room, View } from '../../app/screen.ts';
import type { State } from '../../app/state.ts';
import { duration } from '../../ui/bar.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { dayOf, minuteOf } from '../../ui/stamp.ts';
import { fit } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import type { Tone } from '../../theme/theme.ts';
import { horizonLine } from './horizon.ts';

type StopRow = readonly [name: string, text: string, tone: Tone];

const day = 86_400_000;
const days = 90;
const label = 12;

export function ClockView({
  view: { state },
  room,
}: {
  readonly view: View<unknown>;
  readonly room: Room;
}): JSX.Element {
  const above = { width: room.width, height: 9 };
  const below = { width: room.width, height: Math.max(4, room.height - above.height) };
  return (
    <Box flexDirection="column">
      <Panel title="Lab time" {...above} isActive>
        <Lines lines={timeLines(state)} {...inside(above)} />
      </Panel>
      <Panel title={`The next ${days} days`} note="─ valid  ▒ renews in here  ═ late  ✗ expires" {...below}>
        <Lines lines={horizonLines(state, inside(below))} {...inside(below)} />
      </Panel>
    </Box>
  );
}

function timeLines(state: State): readonly Line[] {
  const clock = state.sight?.lab?.clock;
  if (clock === undefined)
    return [[{ text: 'A real swarm lives in real time: nothing can be moved here.', tone: 'muted' }]];
  const now = swarmNow(state);
  const pace = clock.Paused ? '❚❚ paused' : `▶ ×${clock.Speed}`;
  const next = clock.Next;
  const row = (name: string, text: string, tone: Tone = 'plain'): Line => [
    { text: fit(name, label), tone: 'muted' },
    { text, tone },
  ];
  return [
    row('now', `${minuteOf(now)} UTC`),
    row('pace', `${pace}      Space pause or run   + faster   - slower`),
    row(
      'next',
      next === undefined
        ? 'nothing is due by itself'
        : `${next.What} of ${next.Name || next.ID}, in ${duration(next.At - now)}`,
    ),
    ...stopRows(clock, now).map(([name, text, tone]) => row(name, text, tone)),
    ...(clock.JumpingTo === undefined ? [] : [row('on its way', `to ${dayOf(clock.JumpingTo)}`, 'busy')]),
    ...(clock.BehindMs === 0
      ? []
      : [
          row(
            'behind',
            `some work has not ended in time; time goes on without it, since ${duration(clock.BehindMs)}`,
            'warn',
          ),
        ]),
  ];
}

/** Where time stops by itself, and has. */
function stopRows({ Until: until, Stopped: stopped }: LabClockState, now: number): readonly StopRow[] {
  const at =
    until?.What === 'expiry' && until.At !== undefined ? `, in ${duration(until.At - now)} unless renewed` : '';
  return [
    ...(stopped === undefined ? [] : [['stopped', `at ${stopWords(stopped)}`, 'accent'] as const]),
    ...(until === undefined
      ? [['stops', 'nowhere by itself   u chooses where', 'muted'] as const]
      : [['stops', `at ${stopWords(until)}${at}   x takes it back`, 'busy'] as const]),
  ];
}

function horizonLines(state: State, { width, height }: Room): readonly Line[] {
  const now = swarmNow(state);
  const cells = Math.max(10, width - label - 2);
  const nodes = [...(state.sight?.nodes.values() ?? [])]
    .filter(({ certificate }) => certificate !== undefined)
    .toSorted((a, b) => (a.certificate?.renewUntil ?? 0) - (b.certificate?.renewUntil ?? 0))
    .slice(0, Math.max(0, height - 1));
  const marks = [0, 30, 60].map((at) => fit(`d${at}`, Math.floor(cells / 3))).join('');
  return [
    [{ text: ' '.repeat(label + 1) + marks, tone: 'muted' }],
    ...nodes.map((node): Line => [
      { text: `${fit(node.name || node.id, label)} ` },
      ...horizonLine(node, now, now + days * day, cells),
    ]),
  ];
}
