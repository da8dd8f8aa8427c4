import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { press } from '../app/dispatch.ts';
import { appOf, drawn } from '../testing/drawing.tsx';
import { labSight, nodeSight } from '../testing/sight.ts';
import { beginning } from '../testing/state.ts';
import { fieldLine } from './field-line.ts';
import { lineWidth } from './text.ts';

const field = { label: '/', text: 'worker', cursor: 6, secret: false, onEnter: () => undefined };
const textOf = (columns: number, wishes: Partial<typeof field> = {}): string =>
  fieldLine({ ...field, ...wishes }, columns)
    .map(({ text }) => text)
    .join('');

describe('a line that is written', () => {
  it('says how it is ended, and that a question mark is one like any other key', () => {
    expect(textOf(80)).toMatch(/^ \/ worker +⏎ done {3}Esc cancel {3}\? and all others are text $/);
    const secret = textOf(80, { label: 'Unlock key:', text: 'SWMKEY', secret: true });
    expect(secret).toMatch(/^ Unlock key: •{6} .*Esc cancel/);
  });

  it('has room for what is written first, and shows where one writes', () => {
    const long = 'a'.repeat(200);
    for (const columns of [60, 80, 160]) {
      for (const label of ['/', 'Certificates live:', 'x'.repeat(30)]) {
        const line = fieldLine({ ...field, label, text: long, cursor: 200 }, columns);
        expect(lineWidth(line), label).toBeLessThanOrEqual(columns);
        expect(line.some(({ tone }) => tone === 'selected')).toBe(true);
        expect(line[1]?.text.length ?? 0).toBeGreaterThanOrEqual(20);
      }
    }
    expect(textOf(60, { label: 'x'.repeat(30) })).not.toContain('Esc');
  });

  it('takes the question mark: help is there when it is done', async () => {
    const sight = labSight([nodeSight({ id: 'a' })]);
    const app = appOf(beginning({ sight, size: { columns: 80, rows: 24 } }));
    press(app, '/');
    press(app, '?');
    expect(app.store.state).toMatchObject({ field: { text: '?' }, overlay: undefined });
    expect(stripVTControlCharacters(await drawn(app))).toContain('? and all others are text');
    press(app, 'enter');
    press(app, '?');
    expect(app.store.state.overlay).toMatchObject({ kind: 'help' });
  });
});
