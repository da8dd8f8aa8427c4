import type { Overlay } from '../app/state.ts';
import { cut, fit } from './text.ts';
import type { Line } from '../theme/line.ts';

/** Things of which one can be chosen, each with what it is. @param most lines: around the one that is chosen */
export function chooseLines(
  { choices, selected }: Extract<Overlay, { kind: 'choose' }>,
  width: number,
  most: number,
): readonly Line[] {
  const left = Math.min(30, Math.floor(width / 3));
  const lines = choices.map(({ title, about, choose }, at): Line => [
    { text: at === selected ? '▌ ' : '  ', tone: 'accent' },
    { text: `${fit(title, left)}  `, tone: choose === undefined ? 'muted' : at === selected ? 'strong' : 'plain' },
    { text: cut(about, Math.max(0, width - left - 4)), tone: choose === undefined ? 'bad' : 'muted' },
  ]);
  return lines.slice(Math.max(0, Math.min(selected - Math.floor(most / 2), lines.length - most)));
}
