import { expect } from 'vitest';
import { expectWhole } from '../../tools/whole.ts';
import { swarmWith } from './journey.ts';
import type { Journey } from './journey.ts';

export const tokens: Journey = {
  title: 'a token is copied without being shown, judged, shown for a while, and drawn anew',
  prepare: (user) => swarmWith(user, 0),
  walk: async (terminal, user) => {
    const before = await user.prints('join-token', '--quiet', 'worker');
    const managers = await user.prints('join-token', '--quiet', 'manager');
    await terminal.shows('Nodes 1 of 1');
    terminal.press('4');
    await terminal.shows('SWMTKN-1-');
    expectWhole(terminal.grid, 'Join tokens', 'Anatomy', 'A token that you have');
    terminal.press('y');
    await terminal.shows('the worker token copied');
    expect(terminal.written.includes(`\u001b]52;c;${Buffer.from(before).toString('base64')}\u0007`)).toBe(true);
    const judge = async (token: string, verdict: string): Promise<void> => {
      terminal.press('p');
      await terminal.shows('Token:');
      terminal.press(`\u001b[200~${token}\u001b[201~`, 'enter');
      await terminal.shows(verdict);
      expectWhole(terminal.grid, 'A token that you have');
    };
    await judge(before, 'it is the token for a worker');
    await judge(managers, 'it is the token for a manager');
    await judge('SWMTKN-1-x', 'not well formed');
    await judge(before, 'it is the token for a worker');
    terminal.press('n');
    await terminal.says('the tokens of the swarm have changed since');
    await judge(before, 'its secret is neither of the two: it was rotated');
    const after = await user.prints('join-token', '--quiet', 'worker');
    expect(after === before).toBe(false);
    expect([before, after, managers].some((token) => terminal.written.includes(token))).toBe(false);
    terminal.press('v');
    await terminal.shows(after.slice(-25));
    expectWhole(terminal.grid, 'Join tokens');
    terminal.press('v');
    await terminal.hides(after.slice(-25));
    terminal.press('j', 'v');
    await terminal.shows(managers.slice(-25));
    // Whoever looks at another one does not leave this one open.
    terminal.press('k');
    await terminal.hides(managers.slice(-25));
  },
};
