import { expect } from 'vitest';
import { expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

export const events: Journey = {
  title: 'what happens is followed, filtered, and led back to what caused it',
  prepare: (user) => swarmWith(user, 2),
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 3 of 3');
    terminal.press('5');
    await terminal.shows(/^╭─ Events \d+ /m);
    await terminal.shows('following');
    expectWhole(terminal.grid, /Events \d+/, 'In plain words');
    await user.prints('node', 'add');
    await terminal.shows(/▌ .*connected +worker-3 with a manager/);

    terminal.press('/', 'worker-1');
    await terminal.shows(/Events \d+ {2}\/worker-1/);
    await terminal.hides(/^│.*worker-3/m);
    terminal.press('enter', 'j');
    await terminal.shows('f follows again');
    expectWhole(terminal.grid, /Events \d+ {2}\/worker-1/, 'In plain words');
    terminal.press('enter');
    await terminal.shows('nodes › worker-1');
    terminal.press('escape');
    await terminal.shows('[5 Events]');
    terminal.press('/', '\u0015', 'enter', 'f');
    await terminal.shows('following');
    // From the effect to its cause.
    const caused = /because of {2}(\w+) (.*?) *│/;
    for (let down = 0; down < 20 && !caused.test(terminal.text); down++) {
      const before = terminal.text;
      terminal.press('j');
      await terminal.settles(() => terminal.text !== before);
    }
    const [, word = '', what = ''] = caused.exec(terminal.text) ?? [];
    expect(word, terminal.text).not.toBe('');
    terminal.press('c');
    await terminal.settles(() => terminal.lines.some((line) => line.includes('▌') && line.includes(` ${word} `)));
    const selected = terminal.lines.find((line) => line.includes('▌')) ?? '';
    expect(selected).toContain(what.slice(0, 20));
    expectWhole(terminal.grid, 'In plain words');
    terminal.press('f');
    await user.prints('node', 'add');
    await terminal.shows(/▌ .*connected +worker-4 with a manager/);
    await terminal.shows('following');
  },
};
