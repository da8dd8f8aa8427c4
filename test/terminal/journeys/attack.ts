import { expect } from 'vitest';
import { expectWhole } from '../../tools/whole.ts';
import type { Journey } from './journey.ts';

export const attack: Journey = {
  title: 'foresees, attacks, and sees the stolen root key lose its worth by a rotation',
  prepare: async (user) => {
    await user.prints('init', '--listen-addr', '127.0.0.1:0');
    await user.prints('node', 'add', 'one', 'two');
  },
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 3 of 3');
    terminal.press('6');
    await terminal.shows(/1 {2}Wrong digest in a token ─/);
    expectWhole(terminal.grid);
    terminal.press('enter');
    await terminal.shows('What do you expect?');
    expect(terminal.text).not.toContain('Result ');
    terminal.press('right', 'right', 'enter');
    await terminal.shows('✔ refused at step 3 of 8');
    await terminal.shows('✔ expected that');
    await terminal.shows('1 of 20 done, 1 foreseen');
    expectWhole(terminal.grid);

    terminal.press('j', 'j', 'right', 'enter');
    await terminal.shows(/3 {2}Fake manager, own root ─[^]*✔ refused at step 3 of 8[^]*! expected something else/);
    await terminal.shows('tokens you got');

    terminal.press('j'.repeat(11), 'right', 'enter');
    await terminal.shows(/14 {2}Stolen root key ─[^]*✗ succeeded, all 3 steps of it/);
    terminal.press('3');
    await terminal.hides('Stolen root key');
    await user.prints('ca', '--rotate', '--quiet');
    terminal.press('6');
    await terminal.shows('3 of 20 done');
    terminal.press('j', 'right', 'right', 'enter');
    await terminal.shows(/15 {2}Stolen root key, rotated ─[^]*✔ refused at step 2 of 3/);
    await terminal.shows('stolen from this');
    expectWhole(terminal.grid);
    terminal.press('i', 'i');
    await terminal.shows('4 of 20 done, 3 foreseen');
    expectWhole(terminal.grid);
    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
    expect(await user.prints('attack', 'stolen-root-key')).toContain('Outcome:       succeeded');
    expect(await user.prints('node', 'ls', '--quiet')).toMatch(/^(\w{25}\n){2}\w{25}$/);
  },
};
