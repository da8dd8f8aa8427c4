import type { App } from '../app/app.ts';
import { commandOf, isLabOnly, isPossible } from '../app/bindings.ts';
import { globalBindings } from '../app/global.ts';
import type { Binding, Section, View } from '../app/screen.ts';
import type { State } from '../app/state.ts';
import { showKey } from '../term/keys.ts';
import { fit } from './text.ts';
import type { Line } from '../theme/line.ts';

const sections: Readonly<Record<Section, string>> = {
  act: 'ACT',
  look: 'LOOK',
  move: 'MOVE',
  everywhere: 'EVERYWHERE',
};

/**
 * The keys of a screen, by what they are for. What cannot be used now is shown, and marked; what never can, as on a real
 * engine what only labs have, is not there.
 */
export function helpLines(app: App, state: State, filter: string, width: number): readonly Line[] {
  const { screen, view } = app.now(state);
  const wanted = filter.toLowerCase();
  const fits = ({ title, about, keys }: Binding): boolean =>
    [title, about, ...keys].some((text) => text.toLowerCase().includes(wanted));
  const isThere = (binding: Binding): boolean => state.engine.isLab !== false || !isLabOnly(binding);
  const all = withTheirKeys([...screen.bindings, ...globalBindings].filter(isThere), view).filter(fits);
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

/** Each with the keys that come to it: of those that a screen has for itself, the ones of all screens lose theirs. */
function withTheirKeys(bindings: readonly Binding[], view: View<unknown>): readonly Binding[] {
  const isTaken = (key: string, before: readonly Binding[]): boolean =>
    before.some((binding) => binding.keys.includes(key) && isPossible(binding, view));
  return bindings
    .map((binding, at) => ({ ...binding, keys: binding.keys.filter((key) => !isTaken(key, bindings.slice(0, at))) }))
    .filter(({ keys }) => keys.length > 0);
}

/** As many keys as there is room for: arrows and what stands first before the rest; of digits in a row the ends. */
function keysText(keys: readonly string[]): string {
  if (keys.length > 2 && keys.every((key) => /^\d$/.test(key))) return `${keys[0]}–${keys.at(-1)}`;
  let text = '';
  for (const key of keys.map(showKey)) {
    const more = text === '' ? key : `${text} ${key}`;
    if (Array.from(more).length > keyRoom) break;
    text = more;
  }
  return text;
}

const keyRoom = 11;

function lineOf(binding: Binding, possible: boolean, width: number): Line {
  const { keys, about } = binding;
  const docker = commandOf(binding)?.docker ?? '';
  const room = width - 14 - (docker === '' ? 0 : docker.length + 2);
  return [
    { text: `  ${fit(keysText(keys), keyRoom)} `, tone: possible ? 'strong' : 'muted' },
    { text: fit(possible ? about : `${about} (not now)`, room), tone: possible ? 'plain' : 'muted' },
    ...(docker === '' ? [] : [{ text: `  ${docker}`, tone: 'muted' } as const]),
  ];
}
