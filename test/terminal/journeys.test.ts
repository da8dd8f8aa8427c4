import { describe, expect, it } from 'vitest';
import type { Terminal } from '../tools/terminal.ts';
import { expectOverlay, expectWhole, isWhole } from '../tools/whole.ts';
import { userOfFile } from './user-of-file.ts';

/** One lab for all of them: they look at it, and change what no other looks at. */
const user = userOfFile(['node', 'add', '--count', '6'], ['clock', 'pause']);

const sizes = [
  [80, 24],
  [100, 30],
  [160, 50],
] as const;

async function opened(columns: number, rows: number): Promise<Terminal> {
  const terminal = user().terminal([], { columns, rows });
  await terminal.shows('[1 Nodes]');
  await terminal.shows(/Nodes 7 of \d/);
  return terminal;
}

describe.each(sizes)('on %i × %i cells', (columns, rows) => {
  it('shows nodes, and one of them from all sides', async () => {
    await using terminal = await opened(columns, rows);
    expectWhole(terminal.grid, /^Nodes 7 of 7 {2}by worst$/m);
    terminal.press('>');
    await terminal.shows('by host');
    terminal.press('G');
    await terminal.shows(/^│ ▌ worker-6 /m);
    terminal.press('g');
    await terminal.shows(/^│ ▌ manager-1 /m);
    terminal.press('enter');
    await terminal.shows('nodes › manager-1');
    await terminal.shows(/^│ +(CN|node) +\w{20}/m);
    expectWhole(terminal.grid, 'Certificate', 'What others look at', 'Life of this certificate');
    expect(terminal.text).toMatch(/✔.*✔/s);
    for (const [tab, title, words] of [
      ['Chain', 'Chain', /leaf .*swarm-manager/],
      ['Connections', 'Connections', /There is no other manager/],
      ['Text', 'Text', 'Version: 3'],
      ['ASN.1', 'ASN.1', /SEQUENCE/],
      ['JSON', 'JSON', '"serialNumber"'],
      ['PEM', 'PEM', '-----BEGIN CERTIFICATE-----'],
      ['History', 'History', 'created'],
    ] as const) {
      terminal.press(']');
      await terminal.shows(`[${tab}]`);
      await terminal.shows(words);
      expectWhole(terminal.grid, title);
    }
    terminal.press('escape');
    await terminal.shows('[1 Nodes]');
  });

  it('shows the CA, tokens, events, time and rotations, each with its explanation, briefly and at length', async () => {
    await using terminal = await opened(columns, rows);
    for (const [key, words, titles] of [
      ['2', /Serial .*\w/, ['Root certificate', 'Signing', 'Who trusts whom']],
      ['3', 'all trust', ['Rotate the root', 'Node by node', 'This node']],
      ['4', 'SWMTKN-1-', ['Join tokens', 'Anatomy', 'A token that you have']],
      ['5', '[5 Events]', ['Events \\d+']],
      ['t', /now +20\d\d-/, ['Lab time', 'The next 90 days']],
    ] as const) {
      terminal.press(key);
      await terminal.shows(words);
      expectWhole(terminal.grid, ...titles.map((title) => new RegExp(`^${title}`, 'm')));
      const brief = terminal.lines.filter((line) => line.startsWith(' ⓘ '));
      expect(brief, terminal.text).toHaveLength(1);
      terminal.press('i', 'i', 'i');
      await terminal.shows(/^ ⓘ /m);
    }
    terminal.press('i');
    await terminal.shows(/^ ⓘ /m);
    expectWhole(terminal.grid);
    terminal.press('i');
    await terminal.hides(/^ ⓘ /m);
    expectWhole(terminal.grid);
  });

  it('has help and the palette over every screen, and runs what is found there', async () => {
    await using terminal = await opened(columns, rows);
    for (const key of ['1', '2', '3', '4', '5', 't']) {
      terminal.press(key, '?');
      await terminal.shows('Keys of this screen');
      expectOverlay(terminal.grid, 'Keys of this screen');
      terminal.press('escape');
      await terminal.hides('Keys of this screen');
      terminal.press('ctrl+p');
      await terminal.shows('Tab complete');
      expectOverlay(terminal.grid, ':');
      terminal.press('escape');
      await terminal.hides('Tab complete');
    }
    terminal.press(':', 'node ls');
    await terminal.shows('$ node ls');
    terminal.press('enter');
    await terminal.shows(/^ ✔ /m);
    expectWhole(terminal.grid);
  });

  it('asks before something is destroyed, and names what it would hit', async () => {
    await using terminal = await opened(columns, rows);
    terminal.press(':', 'leave --force', 'enter');
    await terminal.shows('Do it?');
    expectOverlay(terminal.grid, /leave/i);
    expect(terminal.text).toMatch(/on +\S/);
    expect(terminal.text).toContain('$    swarmpki leave --force');
    terminal.press('n');
    await terminal.hides('Do it?');
    await terminal.shows('Nodes 7 of 7');
  });
});

it('does what is typed in one burst, key by key', async () => {
  await using terminal = await opened(100, 30);
  terminal.press('2345?', 'escape');
  await terminal.shows('[5 Events]');
  terminal.press('1jjk>/worker-3');
  await terminal.shows('Nodes 1 of 7');
  await terminal.shows(/^│ ▌ worker-3 /m);
  expectWhole(terminal.grid);
});

it('is drawn whole at each size while it is resized, also below a question', async () => {
  await using terminal = await opened(100, 30);
  for (const [columns, rows] of [
    [80, 24],
    [160, 50],
    [60, 15],
    [120, 20],
    [81, 40],
    [40, 10],
    [100, 30],
  ] as const) {
    terminal.resize(columns, rows);
    if (rows < 15) {
      await terminal.shows(/is\s+the\s+least/);
      continue;
    }
    await terminal.settles(() => isWhole(terminal.grid) && /^ .*(open|filter)/.test(terminal.lines.at(-1) ?? ''));
    expectWhole(terminal.grid, 'Nodes 7 of 7');
  }
  terminal.press('?');
  await terminal.shows('Keys of this screen');
  terminal.resize(80, 24);
  await terminal.settles(() => terminal.lines[1]?.startsWith(' ╭') === true);
  expectOverlay(terminal.grid, 'Keys of this screen');
  expect(terminal.written).not.toContain('\u001b[2J');
});
