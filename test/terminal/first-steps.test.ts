import { describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import type { Terminal } from '../tools/terminal.ts';
import { expectOverlay, expectWhole } from '../tools/whole.ts';

const program = programOfFile();

/** Makes a swarm at a port that is free. */
async function create(terminal: Terminal): Promise<void> {
  await terminal.shows('Create a swarm');
  await terminal.shows('c create');
  terminal.press('down', 'down', 'down', 'enter');
  await terminal.shows(/^ Listen address /m);
  terminal.press('\u0015', '127.0.0.1:0', 'enter');
  await terminal.shows('$ swarmpki init --listen-addr 127.0.0.1:0');
  terminal.press('c');
  await terminal.shows('[1 Nodes]');
}

describe.concurrent.each([
  [80, 24],
  [100, 30],
  [160, 50],
])('on a terminal of %i × %i cells', (columns, rows) => {
  it('makes a swarm, lets nodes join, filters, sorts, and leaves the swarm running', async ({ expect: check }) => {
    await using user = await LabUser.arrive(program.path);
    await using terminal = user.terminal([], { columns, rows });
    await create(terminal);
    terminal.press('n');
    await terminal.shows('How many workers?');
    terminal.press('\u0015', '12', 'enter');
    await terminal.shows('Nodes 13 of 13');
    expectWhole(terminal.grid);

    terminal.press('/', 'worker-1', 'enter');
    await terminal.shows('Nodes 4 of 13');
    // What follows an escape at once would be taken for a part of it.
    terminal.press('/', 'escape');
    await terminal.shows('Nodes 13 of 13');
    terminal.press('?');
    await terminal.shows('Keys of this screen');
    expectOverlay(terminal.grid, 'Keys of this screen');
    terminal.press('escape');
    await terminal.hides('Keys of this screen');
    terminal.press('j', 's');
    await terminal.shows('stopped.');

    terminal.press('q');
    check(await terminal.ended()).toBe(0);
    check(terminal.isAlternate).toBe(false);
    check(terminal.text).toContain('The swarm goes on without you');
    check(terminal.written).not.toContain('\u001b[2J');
    check(await user.prints('node', 'ls', '--quiet')).toMatch(/^(\w{25}\n){12}\w{25}$/);
  });
});

describe('the terminal', () => {
  it('says politely that it is too small, and shows all when it is larger again', async () => {
    await using user = await LabUser.arrive(program.path);
    await using terminal = user.terminal([], { columns: 100, rows: 30 });
    await terminal.shows('Create a swarm');
    terminal.resize(50, 12);
    await terminal.shows('60×15 is the least');
    terminal.resize(100, 30);
    await terminal.shows('Create a swarm');
    expectWhole(terminal.grid);
  });

  it('loses no key that is pressed before the first picture, and is left as it was by SIGTERM', async () => {
    await using user = await LabUser.arrive(program.path);
    await using terminal = user.terminal();
    terminal.press('?');
    await terminal.shows('Keys of this screen');
    terminal.kill('SIGTERM');
    await terminal.ended();
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.written).toContain('\u001b[?25h');
  });
});
