import { describe, expect, it } from 'vitest';
import type { Terminal } from '../tools/terminal.ts';
import { expectOverlay, expectWhole } from '../tools/whole.ts';
import { userOfFile } from './user-of-file.ts';

/** One lab, in which time goes on from test to test. */
const user = userOfFile(['node', 'add', '--count', '3'], ['clock', 'pause'], ['node', 'cut', 'worker-2']);

async function atClock(columns: number, rows: number): Promise<Terminal> {
  const terminal = user().terminal([], { columns, rows });
  await terminal.shows(/Nodes 4 of 4/);
  terminal.press('t');
  await terminal.shows(/now +20\d\d-/);
  return terminal;
}

describe('lab time on its screen', () => {
  it('stops at the next renewal, past which a node that is cut off does not hold it up', async () => {
    await using terminal = await atClock(100, 30);
    terminal.press('r');
    await terminal.shows(/stopped +at the renewal of \S+-\d/);
    expectWhole(terminal.grid, 'Lab time');
    expect(await user().prints('events', '--filter', 'event=clock-stopped')).toMatch(/until=renewal/);
  });

  it('runs until what was chosen, which can be taken back', async () => {
    await using terminal = await atClock(80, 24);
    terminal.press('u');
    await terminal.shows('Let lab time run until');
    expectOverlay(terminal.grid, 'Let lab time run until');
    terminal.press('down', 'down', 'down', 'down', 'enter');
    await terminal.shows(/stops +at the end of a rotation/);
    await terminal.shows('▶');
    terminal.press('x');
    await terminal.shows(/stops +nowhere by itself/);
    terminal.press('space');
    await terminal.shows('❚❚');
    expectWhole(terminal.grid, 'Lab time');
  });

  it('stops on whichever screen one is, and says so', async () => {
    await using terminal = await atClock(100, 30);
    await user().prints('clock', 'until', 'event=token-rotated');
    await terminal.shows(/stops +at the event token-rotated/);
    terminal.press('5');
    await terminal.shows('[5 Events]');
    await user().prints('join-token', '--rotate', '--quiet', 'worker');
    await terminal.shows('lab time has stopped at the event token-rotated');
    await terminal.shows(/stopped +lab time: token-rotated/);
    await terminal.shows('❚❚');
  });

  it.each([
    [80, 24],
    [100, 30],
    [160, 50],
  ] as const)('comes to the end of one that is cut off, which is out then: %i × %i', async (columns, rows) => {
    await using terminal = await atClock(columns, rows);
    if (columns === 80) {
      terminal.press('e');
      await terminal.shows(/stopped +at the last moment of the certificate of worker-2/);
      expectWhole(terminal.grid, 'Lab time');
      terminal.press('d');
      await terminal.hides(/stopped +at/);
    }
    terminal.press('1');
    await terminal.shows(/worker-2 .* expired/);
    await terminal.shows('it has to leave and join again');
    terminal.press('g', 'enter');
    await terminal.shows('nodes › worker-2');
    await terminal.shows(/^│ +(CN|node) +\w{20}/m);
    await terminal.shows(/it ended \d/);
    await terminal.shows('it has to leave');
    expectWhole(terminal.grid, 'Certificate', 'What others look at');
    terminal.press('i');
    await terminal.shows(/docker node rm --force\s+worker-2/);
    expectWhole(terminal.grid);
    if (columns === 80) {
      terminal.press('B');
      await terminal.shows('connected again');
    }
    terminal.press('R');
    await terminal.shows(/worker-2 cannot renew: its certificate ended/);
  });
});
