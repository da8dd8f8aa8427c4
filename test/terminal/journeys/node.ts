import { expect } from 'vitest';
import { expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

export const node: Journey = {
  title: 'a node is taken apart, tab by tab, and connects to each manager',
  prepare: async (user) => {
    await swarmWith(user, 1);
    await user.prints('node', 'add', '--role', 'manager', '--count', '2');
  },
  walk: async (terminal) => {
    await terminal.shows('Nodes 4 of 4');
    terminal.press('/', 'worker-1', 'enter');
    await terminal.shows('Nodes 1 of 4');
    terminal.press('enter');
    await terminal.shows('✔ managers accept it');
    expectWhole(terminal.grid);
    terminal.press('tab');
    await terminal.shows('As managers judge it');
    await terminal.shows(/accepted: \w{25} \(key/);
    expectWhole(terminal.grid);
    terminal.press('tab');
    await terminal.shows('manager says');
    for (const name of ['manager-1', 'manager-2', 'manager-3']) {
      expect(terminal.text).toMatch(new RegExp(`${name} +127\\.0\\.0\\.1:\\d+ +TLSv1\\.3`));
    }
    expect(terminal.text.match(/✔ accepted/g)?.length).toBe(6);
    expect(terminal.text).toMatch(/is shown +swarm-manager \w{10}/);
    expectWhole(terminal.grid);
    const tabs = [
      /Certificate:/,
      /offset +head +length +element/,
      /"serialNumber": \{/,
      /BEGIN CERTIFICATE/,
      /└ because/,
    ];
    for (const what of tabs) {
      terminal.press('tab');
      await terminal.shows(what);
      expectWhole(terminal.grid);
    }
  },
};
