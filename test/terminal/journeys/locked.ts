import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { LabUser } from '../../cli/lab-user.ts';
import { expectWhole } from '../../tools/whole.ts';
import type { Journey } from './journey.ts';

/** Where somebody has written the key down. */
const noteOf = ({ directory }: LabUser): string => join(directory, 'unlock-key');

export const locked: Journey = {
  title: 'a manager that is found locked is unlocked, and nothing of its key is shown',
  prepare: async (user) => {
    await user.prints('init', '--listen-addr', '127.0.0.1:0', '--autolock');
    await writeFile(noteOf(user), await user.prints('unlock-key', '--quiet'));
    await user.prints('stop');
  },
  walk: async (terminal, user) => {
    const key = await readFile(noteOf(user), 'utf8');
    await terminal.shows('This manager is locked');
    expectWhole(terminal.grid, 'This manager is locked');
    expect(terminal.text).toContain('$ swarmpki unlock');
    // Whatever screen one wants: there is nothing else to be seen.
    terminal.press('4');
    await terminal.shows('This manager is locked');
    terminal.press('enter');
    await terminal.shows('Unlock key:');
    terminal.press(`SWMKEY-1-${'A'.repeat(43)}`, 'enter');
    await terminal.says('swarm could not be unlocked: invalid key provided');
    expectWhole(terminal.grid);
    terminal.press('u');
    await terminal.shows('Unlock key:');
    terminal.press(`\u001b[200~${key}\u001b[201~`, 'enter');
    await terminal.shows('[4 Tokens]');
    await terminal.shows('unlock: done');
    expect(terminal.written.includes(key)).toBe(false);
  },
};
