import type { JSX } from 'react';
import { flagWords, valueOf } from '../../app/form.ts';
import type { FormField } from '../../app/form.ts';
import type { Room, View } from '../../app/screen.ts';
import { Lines } from '../../ui/line.tsx';
import { Panel, inside } from '../../ui/panel.tsx';
import { cut, fit, wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import type { Own } from './bindings.ts';
import { fields } from './fields.ts';
import { samples } from './samples.ts';

export function InitView({ view, room }: { readonly view: View<Own>; readonly room: Room }): JSX.Element {
  const size = { width: room.width, height: room.height };
  const space = inside(size);
  return (
    <Panel title="Create a swarm" note="Tab field   ⏎ change   c create" {...size} isActive>
      <Lines lines={linesOf(view, space.width)} width={space.width} height={space.height} />
    </Panel>
  );
}

/** The form, the equal command line, and samples. */
function linesOf({ state, own }: View<Own>, width: number): readonly Line[] {
  const tight = state.size.rows < 28;
  const blank: readonly Line[] = tight ? [] : [[]];
  const { isLab, program } = state.engine;
  return [
    ...blank,
    [{ text: 'There is no swarm yet. The first node becomes a manager and makes the root certificate.' }],
    ...blank,
    ...fields.map((field, at) => lineOf(field, own, at === own.selected)),
    ...blank,
    [{ text: 'The same on a shell:', tone: 'muted' }],
    [
      { text: '  $ ', tone: 'muted' },
      { text: [program, 'init', ...flagWords(fields, own.filled)].join(' '), tone: 'strong' },
      { text: '   y copy', tone: 'muted' },
    ],
    ...blank,
    ...(isLab === true
      ? wrap(`Or look at a sample:   ${samples.map(({ key, title }) => `${key} ${title}`).join('   ')}`, width).map(
          (text): Line => [{ text, tone: 'accent' }],
        )
      : []),
    ...(state.engines.length === 0
      ? []
      : [[{ text: cut(`Or attach to an engine:   e ${state.engines.join(', ')}`, width), tone: 'accent' } as const]]),
  ];
}

function lineOf(field: FormField, { filled }: Own, isSelected: boolean): Line {
  const value = valueOf(field, filled);
  const shown = field.kind === 'switch' ? (value === 'true' ? '[x]' : '[ ]') : value === '' ? '—' : value;
  return [
    { text: isSelected ? '▌ ' : '  ', tone: 'accent' },
    { text: fit(field.label, 26), tone: isSelected ? 'strong' : 'plain' },
    { text: fit(shown, 26), tone: filled[field.flag] === undefined ? 'plain' : 'accent' },
    { text: `--${field.flag}`, tone: 'muted' },
  ];
}
