import { describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import type { Terminal } from '../tools/terminal.ts';

const program = programOfFile();

async function inLab(work: (terminal: Terminal, user: LabUser) => Promise<void>): Promise<void> {
  await using user = await LabUser.arrive(program.path);
  await user.prints('init', '--listen-addr', '127.0.0.1:0');
  await using terminal = user.terminal();
  await terminal.shows('[1 Nodes]');
  await terminal.shows('Nodes 1 of 1');
  await work(terminal, user);
}

describe('a join on the screen', () => {
  it('goes on by itself when it is told to, and shows where a wrong token is refused', () =>
    inLab(async (terminal, user) => {
      terminal.press('N');
      await terminal.shows('step 1 of 8 done, stopped');
      terminal.press('c');
      await terminal.shows('worker-1 has joined as a worker');
      const token = (await user.prints('join-token', '--quiet', 'worker')).trim();
      terminal.press('p');
      await terminal.shows('Join token');
      terminal.press(`${token.slice(0, -25)}${'0'.repeat(25)}`);
      await terminal.shows('•••••');
      terminal.press('enter');
      await terminal.shows('step 1 of 8 done, stopped');
      terminal.press('c');
      await terminal.shows('A valid join token is necessary to join this cluster');
      expect(terminal.text).toMatch(/▌ 5 .*✗ refused/);
      expect(terminal.text).toContain('refused at step 5 of 8');
      terminal.press('!');
      await terminal.shows(/Wrong secret in a token ─/);
      terminal.press('escape');
      await terminal.shows('refused at step 5 of 8');

      const digest = '1'.repeat(50);
      terminal.press('p');
      await terminal.shows('Join token');
      terminal.press(token.replace(/-[^-]{50}-/, `-${digest}-`), 'enter');
      await terminal.shows('step 1 of 8 done, stopped');
      terminal.press('c');
      await terminal.shows('remote CA does not match fingerprint');
      await terminal.shows('refused at step 3 of 8');
    }));

  it('is ended by leaving it, which says before what is left behind', () =>
    inLab(async (terminal, user) => {
      terminal.press('N');
      for (let step = 1; step < 5; step++) {
        await terminal.shows(`step ${step} of 8 done, stopped`);
        terminal.press('space');
      }
      await terminal.shows('step 5 of 8 done, stopped');
      terminal.press('escape');
      await terminal.shows('End the join of worker-1?');
      expect(terminal.text).toContain('it blocks every root rotation until it is removed');
      terminal.press('escape');
      await terminal.hides('End the join of worker-1?');
      terminal.press('escape');
      await terminal.shows('End the join of worker-1?');
      terminal.press('y');
      await terminal.shows('Nodes 2 of 2');
      expect((await user.prints('node', 'ls', '--quiet')).split('\n')).toHaveLength(2);
    }));
});
