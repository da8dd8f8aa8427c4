import { describe, expect, it } from 'vitest';
import { expectWhole } from '../tools/whole.ts';
import { userOfFile } from './user-of-file.ts';

const user = userOfFile();

describe('a swarm whose managers are locked', () => {
  it('AC-152 is made one, and its key is had, on the screen of tokens', async () => {
    await using terminal = user().terminal([], { columns: 100, rows: 30 });
    await terminal.shows('Nodes 1 of 1');
    terminal.press('4');
    await terminal.shows('autolock is off');
    terminal.press('k', 'a');
    await terminal.shows('Keep the unlock key: on screen 4 y copies it, v shows it');
    await terminal.shows(/unlock +SWMKEY-1-•{43}/);
    const key = await user().prints('unlock-key', '--quiet');
    expect(terminal.written).not.toContain(key);
    terminal.press('y');
    await terminal.shows('the unlock key copied');
    expect(terminal.written).toContain(`\u001b]52;c;${Buffer.from(key).toString('base64')}\u0007`);
    expect(terminal.written).not.toContain(key);
    terminal.press('v');
    await terminal.shows(key);
    expectWhole(terminal.grid, 'unlock key', 'Anatomy');
    terminal.press('n');
    await terminal.hides(key);
    terminal.press('v');
    const next = await user().prints('unlock-key', '--quiet');
    expect(next).not.toBe(key);
    await terminal.shows(next);
    terminal.press('v');
    await terminal.hides(next);
  });
});
