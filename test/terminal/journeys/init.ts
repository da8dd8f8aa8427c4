import { expect } from 'vitest';
import { expectWhole } from '../../tools/whole.ts';
import type { Journey } from './journey.ts';

export const init: Journey = {
  title: 'a swarm is made of what was filled in, with the equal command line, or a sample with the same settings',
  walk: async (terminal, user) => {
    await terminal.shows('Create a swarm');
    await terminal.shows('c create');
    expectWhole(terminal.grid, 'Create a swarm');
    const fill = async (label: string, value: string): Promise<void> => {
      terminal.press('enter');
      await terminal.shows(new RegExp(`^ ${label} `, 'm'));
      terminal.press('\u0015', value, 'enter');
    };
    await fill('Node certificate life', '720h');
    await terminal.shows('$ swarmpki init --cert-expiry 720h');
    terminal.press('down', 'enter');
    await terminal.shows(/Autolock managers +\[x\]/);
    await terminal.shows('$ swarmpki init --cert-expiry 720h --autolock');
    terminal.press('y');
    await terminal.shows('the command line copied');
    expect(terminal.written).toContain(Buffer.from('swarmpki init --cert-expiry 720h --autolock').toString('base64'));
    expectWhole(terminal.grid, 'Create a swarm');
    terminal.press('F');
    await terminal.shows(/\$ swarmpki init +y copy/);
    terminal.press('down', 'down');
    await fill('Listen address', '127.0.0.1:0');
    await terminal.shows('$ swarmpki init --listen-addr 127.0.0.1:0');

    terminal.press('c');
    await terminal.shows('Nodes 1 of 1');
    expectWhole(terminal.grid, 'Nodes 1 of 1');
    terminal.press(':', 'leave --force', 'enter');
    await terminal.shows('Do it?');
    terminal.press('y');
    await terminal.shows('Create a swarm');
    await terminal.shows('--listen-addr 127.0.0.1:0');
    // The sample in which a rotation waits for a node that is stopped.
    terminal.press('x');
    await terminal.shows('Nodes 7 of 7');
    await terminal.shows(/root \w{8} ═▶ \w{8}/);
    expectWhole(terminal.grid, 'Nodes 7 of 7');
    await terminal.shows(/worker-6 +worker +stopped/);
    expect((await user.prints('node', 'ls', '--quiet')).split('\n')).toHaveLength(7);
  },
};
