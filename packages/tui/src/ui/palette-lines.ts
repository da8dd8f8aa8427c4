import type { App } from '../app/app.ts';
import { offers } from '../app/palette.ts';
import type { Overlay } from '../app/state.ts';
import { showKey } from '../term/keys.ts';
import { fit } from './text.ts';
import type { Line } from '../theme/line.ts';

/** What can be chosen in the palette: what it does, its key, and how a shell and Docker would have it. */
export function paletteLines(
  app: App,
  { text, selected }: Extract<Overlay, { kind: 'palette' }>,
  width: number,
): readonly Line[] {
  const found = offers(app, text);
  if (found.length === 0) return [[{ text: 'No command fits that.', tone: 'muted' }], []];
  const chosen = Math.min(selected, found.length - 1);
  const half = Math.floor((width - 12) / 2);
  const lines: Line[] = found.map(({ title, key, shell }, at) => [
    { text: at === chosen ? '▌ ' : '  ', tone: 'accent' },
    { text: `${fit(title, half)}  `, tone: at === chosen ? 'strong' : 'plain' },
    { text: fit(key === '' ? '' : showKey(key), 6), tone: 'muted' },
    { text: fit(shell === '' ? '' : `$ ${shell}`, half), tone: 'muted' },
  ]);
  const docker = found[chosen]?.docker ?? '';
  const about = docker === '' ? 'Docker has no command for it.' : `In Docker: ${docker}`;
  return [...lines, [], [{ text: about, tone: 'muted' }]];
}
