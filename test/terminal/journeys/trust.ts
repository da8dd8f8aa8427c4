import { expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

export const trust: Journey = {
  title: 'a rotation is watched that waits for a node, and breaks no cell',
  prepare: async (user) => {
    await swarmWith(user, 2);
    await user.prints('node', 'add', '--role', 'manager', '--count', '2');
  },
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 5 of 5');
    terminal.press('m');
    await terminal.shows(/A {2}3 managers .* ✔ {3}✔/);
    await terminal.shows(/B {2}2 workers .* ✔ {2}\(✔\)/);
    await terminal.shows('cells broken so far: 0');
    await terminal.shows('Probed: ');
    expectWhole(terminal.grid);

    await user.prints('node', 'stop', 'worker-2');
    terminal.press('3', 'r');
    await terminal.shows('[3 Rotation]');
    terminal.press('m');
    await terminal.shows(/C {2}1 worker .*\(✔\)/);
    await terminal.shows(/A {2}3 managers +[0-9a-f]{8} \+1/);
    await terminal.shows('Nobody trusts two roots');
    await terminal.shows('cells broken so far: 0');
    expectWhole(terminal.grid);
    // The one that is late judges a manager that has renewed.
    terminal.press('j', 'j');
    await terminal.says('accepts it for the second certificate that comes with it');
    expectWhole(terminal.grid);

    await user.prints('node', 'start', 'worker-2');
    await terminal.hides('C  1 worker');
    await terminal.shows('cells broken so far: 0');
    // By the palette, from where m means something else.
    terminal.press('t');
    await terminal.shows('The next 90 days');
    terminal.press(':', 'which nodes');
    await terminal.shows('Show which nodes accept which');
    terminal.press('enter');
    await terminal.shows('Who accepts whom');
  },
};
