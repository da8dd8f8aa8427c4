import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { State, Where } from '../app/state.ts';
import { screens } from '../screens/index.ts';
import { appOf, drawn } from '../testing/drawing.tsx';
import { labSight, nodeSight } from '../testing/sight.ts';
import { beginning } from '../testing/state.ts';
import { helpLines } from './help-lines.ts';

const at = (screen: Where['screen'], wishes: Partial<State> = {}): State =>
  beginning({ sight: labSight([]), size: { columns: 80, rows: 24 }, way: [{ screen }], ...wishes });

const helpOf = (state: State): string =>
  helpLines(appOf(state), state, '', 76)
    .map((line) => line.map(({ text }) => text).join(''))
    .join('\n');

describe('what all screens have in common', () => {
  it.each(screens.filter(({ tab }) => tab !== undefined).map(({ id }) => id))(
    'names help and the way out on the screen %s at 80 columns',
    async (screen) => {
      expect(stripVTControlCharacters(await drawn(appOf(at(screen))))).toMatch(/\? help {3}q quit/);
    },
  );

  it('names them whole, however wide the terminal is', async () => {
    for (let columns = 80; columns <= 120; columns++) {
      const state = at('nodes', { sight: labSight([nodeSight({ id: 'a' })]), size: { columns, rows: 24 } });
      const shown = stripVTControlCharacters(await drawn(appOf(state)));
      expect(shown, `${columns} columns`).toMatch(/\? help {3}q quit/);
    }
  });

  it('shows the end of what an engine refuses by, for the reason stands there', async () => {
    const text = `Error response from daemon: rpc error: code = FailedPrecondition desc = ${'x'.repeat(60)} the reason`;
    expect(stripVTControlCharacters(await drawn(appOf(at('nodes', { toast: { tone: 'bad', text } }))))).toContain(
      'the reason',
    );
  });
});

describe('the keys of a screen in its help', () => {
  it('are named one by one, but for digits in a row', () => {
    const help = helpOf(at('tokens'));
    expect(help).toMatch(/↑ k ↓ j Tab +The token/);
    expect(help).toContain('1–7');
    expect(help.match(/–/g)).toHaveLength(1);
  });
});
