import { describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import { expectWhole } from '../tools/whole.ts';

const program = programOfFile();

describe('the terminal', () => {
  it('says politely that it is too small, and shows all when it is larger again', async () => {
    await using user = await LabUser.arrive(program.path);
    await using terminal = user.terminal([], { columns: 100, rows: 30 });
    await terminal.shows('Create a swarm');
    terminal.resize(50, 12);
    await terminal.shows('60×15 is the least');
    terminal.resize(100, 30);
    await terminal.shows('Create a swarm');
    expectWhole(terminal.grid);
  });

  it('loses no key that is pressed before the first picture, and is left as it was by SIGTERM', async () => {
    await using user = await LabUser.arrive(program.path);
    await using terminal = user.terminal();
    terminal.press('?');
    await terminal.shows('Keys of this screen');
    terminal.kill('SIGTERM');
    await terminal.ended();
    expect(terminal.isAlternate).toBe(false);
    expect(terminal.written).toContain('\u001b[?25h');
  });
});
