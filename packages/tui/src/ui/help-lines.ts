import type { App } from '../app/app.ts';
import { commandOf, isPossible } from '../app/bindings.ts';
import { globalBindings } from '../app/global.ts';
import type { Binding, Section } from '../app/screen.ts';
import type { State } from '../app/state.ts';
import { showKey } from '../term/keys.ts';
import { fit } from './text.ts';
import type { Line } from './text.ts';

const sections: Readonly<Record<Section, string>> = {
  act: 'ACT',
  look: 'LOOK',
  move: 'MOVE',
  everywhere: 'EVERYWHERE',
};

/** The keys of a screen, by what they are for; what cannot be used now is shown, and marked. */
export function helpLines(app: App, state: State, filter: string, width: number): readonly Line[] {
  const { screen, view } = app.now(state);
  const wanted = filter.toLowerCase();
  const fits = ({ title, about, keys }: Binding): boolean =>
    [title, about, ...keys].some((text) => text.toLowerCase().includes(wanted));
  const all = [...screen.bindings, ...globalBindings].filter((binding) => binding.keys.length > 0 && fits(binding));
  const lines: Line[] = [];
  for (const [section, title] of Object.entries(sections)) {
    const here = all.filter((binding) => binding.section === section);
    if (here.length === 0) continue;
    lines.push([{ text: title, tone: 'accent' }]);
    for (const binding of here) lines.push(lineOf(binding, isPossible(binding, view), width));
    lines.push([]);
  }
  return lines.length === 0 ? [[{ text: 'No key does that here.', tone: 'muted' }]] : lines.slice(0, -1);
}

function lineOf(binding: Binding, possible: boolean, width: number): Line {
  const { keys, about } = binding;
  const shown =
    keys.length > 4 ? `${showKey(keys[0] ?? '')}–${showKey(keys.at(-1) ?? '')}` : keys.map(showKey).join(' ');
  const docker = commandOf(binding)?.docker ?? '';
  const room = width - 14 - (docker === '' ? 0 : docker.length + 2);
  return [
    { text: `  ${fit(shown, 11)} `, tone: possible ? 'strong' : 'muted' },
    { text: fit(possible ? about : `${about} (not now)`, room), tone: possible ? 'plain' : 'muted' },
    ...(docker === '' ? [] : [{ text: `  ${docker}`, tone: 'muted' } as const]),
  ];
}
