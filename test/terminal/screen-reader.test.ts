import { expect, it } from 'vitest';
import { userOfFile } from './user-of-file.ts';

const user = userOfFile(['node', 'add', '--count', '3']);

it.each([
  ['the flag', ['ui', '--screen-reader'], {}],
  ['the variable', [], { INK_SCREEN_READER: 'true' }],
] as const)('by %s the screens are lines in the order in which they are read', async (_, words, env) => {
  await using terminal = user().terminal(words, { columns: 130, rows: 70, env });
  await terminal.shows('Nodes 4 of 4  by worst:');
  await terminal.shows(/^selected: manager-1 +leader +ready/m);
  expect(terminal.isAlternate).toBe(false);
  expect(terminal.text).not.toMatch(/[╭╮╰╯│─━╌▌]/);
  const order = [
    'swarmpki › nodes',
    '[1 Nodes]',
    'Nodes 4 of 4',
    'selected: manager-1',
    '1 manager',
    'renews by itself',
  ];
  const places = order.map((text) => terminal.text.search(new RegExp(text.replaceAll(/[[\]]/g, '\\$&'))));
  expect(
    places.every((place) => place >= 0),
    terminal.text,
  ).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));

  // Of panels that stand side by side one is read after the other.
  terminal.press('2');
  await terminal.shows('Root certificate:');
  await terminal.shows(/Key .*ECDSA/);
  const [root, signing] = [terminal.text.indexOf('Root certificate:'), terminal.text.indexOf('\nSigning:')];
  expect(signing).toBeGreaterThan(root);
  expect(terminal.text.slice(root, signing)).toMatch(/Serial/);

  // A question is heard, and not what lies below it.
  terminal.press('?');
  await terminal.shows('Keys of this screen');
  expect(terminal.text).not.toContain('Root certificate:');
  terminal.press('escape');
  await terminal.shows('Root certificate:');
  terminal.press('q');
  expect(await terminal.ended()).toBe(0);
  expect(terminal.text).toContain('The swarm goes on without you');
  expect(terminal.written).not.toContain('\u001b[?1049h');
});
