import { expect } from 'vitest';
import { eventually } from '../../tools/eventually.ts';
import { expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

/** The date that is shown as now: `2026-11-25`. */
const dateIn = (text: string): string => /now +(\d{4}-\d\d-\d\d) /.exec(text)?.[1] ?? '';

export const clock: Journey = {
  title: 'lab time is paused, sped up, and moved ahead: to the next renewal, and past the end of a certificate',
  prepare: (user) => swarmWith(user, 2),
  walk: async (terminal, user) => {
    await terminal.shows('Nodes 3 of 3');
    terminal.press('t');
    await terminal.shows(/now +20\d\d-/);
    await terminal.shows(/pace +▶ ×1 /);
    expectWhole(terminal.grid, 'Lab time', 'The next 90 days');
    terminal.press('space');
    await terminal.shows('❚❚ paused');
    terminal.press('space');
    await terminal.shows(/pace +▶ ×1 /);
    terminal.press('+');
    await terminal.shows(/pace +▶ ×60 /);
    terminal.press('-');
    await terminal.shows(/pace +▶ ×1 /);
    terminal.press('space');
    await terminal.shows('❚❚ paused');

    const begun = dateIn(terminal.text);
    const [, what = '', name = ''] = /next +(\w+) of (\S+),/.exec(terminal.text) ?? [];
    expect(what, terminal.text).toBe('renewal');
    expect(name).toMatch(/^(manager|worker)-\d$/);
    const issued = async (): Promise<number> => {
      const events = await user.prints('events', '--filter', `node=${name}`, '--filter', 'event=certificate-issued');
      // Of the first manager’s own first certificate the timeline says no more than that the swarm was made.
      return events.split('\n').filter(Boolean).length;
    };
    const before = await issued();
    terminal.press('n');
    await terminal.settles(() => dateIn(terminal.text) > begun);
    await terminal.hides('on its way');
    expectWhole(terminal.grid, 'Lab time', 'The next 90 days');
    await eventually(`${name} has renewed`, async (note) => note(await issued()) === before + 1 || undefined);

    const renewed = dateIn(terminal.text);
    terminal.press('d');
    await terminal.settles(() => dateIn(terminal.text) > renewed);
    await user.prints('node', 'stop', 'worker-2');
    terminal.press('y');
    await terminal.shows(/worker-2 +✗ expired \d+d/);
    await terminal.settles(() => Date.parse(dateIn(terminal.text)) - Date.parse(renewed) > 360 * 86_400_000);
    expectWhole(terminal.grid, 'Lab time', 'The next 90 days');
    terminal.press('1');
    await terminal.shows('Nodes 3 of 3');
    await terminal.shows(/worker-2 .*expired/);
    expectWhole(terminal.grid, 'Nodes 3 of 3');
  },
};
