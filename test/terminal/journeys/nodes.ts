import { expect } from 'vitest';
import { expectOverlay, expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

export const nodes: Journey = {
  title: 'lets nodes join, filters, sorts, and leaves the swarm running',
  prepare: (user) => swarmWith(user, 0),
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 1 of 1');
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
    expect(await terminal.ended()).toBe(0);
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.text).toContain('The swarm goes on without you');
    expect(terminal.written).not.toContain('\u001b[2J');
    expect(await user.prints('node', 'ls', '--quiet')).toMatch(/^(\w{25}\n){12}\w{25}$/);
  },
};
