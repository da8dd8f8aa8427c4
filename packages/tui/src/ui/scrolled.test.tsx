import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { App } from '../app/app.ts';
import { press } from '../app/dispatch.ts';
import type { State } from '../app/state.ts';
import { attackScreen } from '../screens/attack/index.tsx';
import type { Own as AttackOwn } from '../screens/attack/own.ts';
import { initial as nodeInitial } from '../screens/node/own.ts';
import { appOf, drawn } from '../testing/drawing.tsx';
import { labSight, nodeSight } from '../testing/sight.ts';
import { beginning } from '../testing/state.ts';
import { helpLines } from './help-lines.ts';

const sight = labSight([nodeSight({ id: 'a' })]);
const small = (wishes: Partial<State> = {}): App =>
  appOf(
    beginning({
      sight,
      size: { columns: 80, rows: 24 },
      engine: { name: 'the lab', isLab: true, program: 'swarmpki' },
      ...wishes,
    }),
  );
const pictureOf = async (app: App): Promise<string> => stripVTControlCharacters(await drawn(app));
const all = (app: App, ...keys: readonly string[]): void => keys.forEach((key) => press(app, key));
const times = (count: number, key: string): readonly string[] => Array.from({ length: count }, () => key);

describe('help that is longer than the screen', () => {
  it('says how much of it is seen, and shows the rest to whoever goes down', async () => {
    const app = small();
    const count = helpLines(app, app.store.state, '', 76).length;
    press(app, '?');
    const first = await pictureOf(app);
    expect(first).toContain(`20 of ${count}`);
    expect(first).not.toContain('EVERYWHERE');
    press(app, 'down');
    expect(await pictureOf(app)).toContain(`21 of ${count}`);
    all(app, ...times(20, 'pagedown'));
    const last = await pictureOf(app);
    expect(last).toContain(`${count} of ${count}`);
    expect(last).toContain('EVERYWHERE');
    // What was pressed too often does not have to be taken back.
    press(app, 'up');
    expect(await pictureOf(app)).toContain(`${count - 1} of ${count}`);
  });

  it('begins anew with other words, and says no figure where all is seen', async () => {
    const app = small();
    all(app, '?', 'pagedown');
    await pictureOf(app);
    all(app, 'c', 'o', 'p', 'y');
    const found = await pictureOf(app);
    expect(found).toContain('Copy the id of this node');
    expect(found).toContain('LOOK');
    expect(found).not.toMatch(/\d+ of \d+ {3}/);
  });
});

it('a text over the screen goes up again with the first key after its end', async () => {
  const lines = Array.from({ length: 40 }, (_, at) => [{ text: `line-${at}-` }]);
  const app = small({ overlay: { kind: 'text', title: 'text', lines, top: 0 } });
  await pictureOf(app);
  press(app, 'G');
  expect(await pictureOf(app)).toContain('line-39-');
  press(app, 'k');
  const up = await pictureOf(app);
  expect(up).toContain('line-38-');
  expect(up).not.toContain('line-39-');
});

it('so does what has happened to a node', async () => {
  const journal = Array.from({ length: 60 }, (_, at) => ({
    Seq: at + 1,
    At: 0,
    ID: 'a',
    Name: `line-${59 - at}-`,
    Event: 'node-updated',
    Detail: {},
    Cause: 0,
  }));
  const app = small({
    sight: labSight([nodeSight({ id: 'a' })], { journal }),
    way: [{ screen: 'node', subject: 'a' }],
    own: { node: { ...nodeInitial, tab: 'History' } },
  });
  await pictureOf(app);
  all(app, ...times(12, 'pagedown'));
  expect(await pictureOf(app)).toContain('line-59-');
  press(app, 'up');
  const up = await pictureOf(app);
  expect(up).toContain('line-58-');
  expect(up).not.toContain('line-59-');
});

it('so does an attack', async () => {
  const { listAttacks } = await import('../../../core/src/lab/extension/attack.ts');
  const own: AttackOwn = { ...(attackScreen.initial as AttackOwn), attacks: listAttacks().Attacks };
  const app = small({ way: [{ screen: 'attack' }], own: { attack: own }, size: { columns: 60, rows: 15 } });
  const first = await pictureOf(app);
  expect(first).toContain('PgDn more');
  all(app, ...times(20, 'pagedown'));
  expect(await pictureOf(app)).toContain('PgUp back');
  press(app, 'pageup');
  expect(await pictureOf(app)).toContain('PgDn more');
});
