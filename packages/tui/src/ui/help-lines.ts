import { commandOf } from '../app/bindings.ts';
import type { HelpRow } from '../app/help.ts';
import type { Binding, Section } from '../app/screen.ts';
import { showKey } from '../term/keys.ts';
import { fit } from './text.ts';
import type { Line } from '../theme/line.ts';

const sections: Readonly<Record<Section, string>> = {
  act: 'ACT',
  look: 'LOOK',
  move: 'MOVE',
  everywhere: 'EVERYWHERE',
};

/** The keys of a screen, a line for each row; what cannot be used now is marked. */
export function helpLines(rows: readonly HelpRow[], width: number): readonly Line[] {
  if (rows.length === 0) return [[{ text: 'No key does that here.', tone: 'muted' }]];
  return rows.map((row): Line => {
    switch (row.kind) {
      case 'section':
        return [{ text: sections[row.section], tone: 'accent' }];
      case 'key':
        return lineOf(row.binding, row.isPossible, width);
      case 'gap':
        return [];
    }
  });
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
