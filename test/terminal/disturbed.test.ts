import { describe, expect, it } from 'vitest';
import { isAlive } from '../cli/lab-user.ts';
import { Terminal } from '../tools/terminal.ts';
import { expectWhole } from '../tools/whole.ts';
import { userOfFile } from './user-of-file.ts';

const user = userOfFile(['node', 'add', '--count', '3']);

/** Each mode that was set is reset at the end, the cursor is seen, and the screen is the one from before. */
function expectRestored(terminal: Terminal): void {
  expect(terminal.isAlternate).toBe(false);
  for (const [mode, on, off] of [
    ['alternate screen', '\u001b[?1049h', '\u001b[?1049l'],
    ['paste', '\u001b[?2004h', '\u001b[?2004l'],
    ['cursor', '\u001b[?25l', '\u001b[?25h'],
    ['synchronized', '\u001b[?2026h', '\u001b[?2026l'],
  ] as const) {
    expect(terminal.written.lastIndexOf(off), mode).toBeGreaterThanOrEqual(terminal.written.lastIndexOf(on));
  }
}

describe('the terminal is left as it was', () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'])('by %s', async (signal) => {
    await using terminal = user().terminal();
    await terminal.shows('Nodes 4 of 4');
    terminal.kill(signal);
    await terminal.ended();
    expectRestored(terminal);
  });

  it.each(['q', 'ctrl+c'])('by %s', async (key) => {
    await using terminal = user().terminal();
    await terminal.shows('Nodes 4 of 4');
    terminal.press(key);
    expect(await terminal.ended()).toBe(0);
    expectRestored(terminal);
    expect(terminal.text).toContain('The swarm goes on without you');
  });

  it('by Ctrl+C in the midst of a question and of a line that is written', async () => {
    for (const [keys, words] of [
      [['/', 'worker'], '/ worker'],
      [[':', 'leave --force', 'enter'], 'Do it?'],
    ] as const) {
      await using terminal = user().terminal();
      await terminal.shows('Nodes 4 of 4');
      terminal.press(...keys);
      await terminal.shows(words);
      terminal.press('ctrl+c');
      expect(await terminal.ended()).toBe(0);
      expectRestored(terminal);
    }
  });
});

it('Ctrl+Z gives the terminal back to the shell, and fg comes back, twice', async () => {
  await using shell = new Terminal('/bin/bash', ['--norc', '--noprofile', '-i'], {
    cwd: user().directory,
    env: { ...user().variables, PS1: 'prompt> ' },
  });
  await shell.shows('prompt>');
  shell.press(`${process.execPath} ${user().program}`, 'enter');
  await shell.shows('Nodes 4 of 4');
  for (let time = 0; time < 2; time++) {
    shell.press('ctrl+z');
    await shell.shows(/Stopped[^]*prompt>/);
    expect(shell.isAlternate).toBe(false);
    shell.press('echo still-a-$((40+2))-shell', 'enter');
    await shell.shows('still-a-42-shell');
    shell.press('fg', 'enter');
    await shell.shows('Nodes 4 of 4');
    expect(shell.isAlternate).toBe(true);
    expectWhole(shell.grid, 'Nodes 4 of 4');
    shell.press('2');
    await shell.shows('[2 CA]');
    shell.press('1');
    await shell.shows('[1 Nodes]');
  }
  shell.press('q');
  await shell.shows(/The swarm goes on without you[^]*prompt>/);
});

it('Ctrl+L draws everything anew over what others have written', async () => {
  await using terminal = user().terminal();
  await terminal.shows('Nodes 4 of 4');
  terminal.spoil('\u001b[5;5HSPOILT BY SOMEBODY');
  await terminal.shows('SPOILT');
  terminal.press('ctrl+l');
  await terminal.settles(() => !terminal.text.includes('SPOILT') && terminal.text.includes('Nodes 4 of 4'));
  expectWhole(terminal.grid, 'Nodes 4 of 4');
});

it('draws anew once for Ctrl+L that was pressed several times in one read, and goes on', async () => {
  await using terminal = user().terminal();
  await terminal.shows('Nodes 4 of 4');
  terminal.spoil('\u001b[5;5HSPOILT BY SOMEBODY');
  await terminal.shows('SPOILT');
  terminal.press('ctrl+l', 'ctrl+l', 'ctrl+l');
  await terminal.settles(() => !terminal.text.includes('SPOILT') && terminal.text.includes('Nodes 4 of 4'));
  terminal.press('2');
  await terminal.shows('[2 CA]');
  terminal.press('ctrl+l', 'ctrl+l', '1');
  await terminal.shows('[1 Nodes]');
  expectWhole(terminal.grid, 'Nodes 4 of 4');
  terminal.press('q');
  expect(await terminal.ended()).toBe(0);
  expectRestored(terminal);
});

it('says that the connection is lost when the host is killed, and is back when that is there again', async () => {
  await using terminal = user().terminal();
  await terminal.shows('Nodes 4 of 4');
  const host = await user().host();
  process.kill(host, 'SIGKILL');
  await terminal.shows('connection lost');
  expectWhole(terminal.grid, 'Nodes 4 of 4');
  await terminal.hides('connection lost', 60_000);
  await terminal.shows('Nodes 4 of 4');
  expect(await user().host()).not.toBe(host);
  expect(isAlive(host)).toBe(false);
  terminal.press('R');
  await terminal.shows(/^ [✔✗] /m);
});

it('does not open on a pipe', async () => {
  const { code, stdout, stderr } = await user().run('ui');
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/need a terminal[^]*next: /);
  const alone = await user().run();
  expect(alone.stdout).toContain('Usage:');
});

it('has no colours with NO_COLOR, and says all the same', async () => {
  await using terminal = user().terminal([], { env: { NO_COLOR: '1' } });
  await terminal.shows('Nodes 4 of 4');
  await terminal.shows('ready');
  const painted = terminal.grid.rows
    .flat()
    .filter(({ foreground, background }) => foreground !== undefined || background !== undefined);
  expect(painted).toEqual([]);
  expect(terminal.grid.rows.flat().some(({ inverse }) => inverse)).toBe(true);
});

it('changes nothing with --read-only', async () => {
  const refused = /this is --read-only|there is no command for/;
  const before = await user().prints('node', 'ls');
  await using terminal = user().terminal(['ui', '--read-only'], { columns: 80, rows: 24 });
  await terminal.shows('Nodes 4 of 4');
  expect(terminal.lines.at(-1)).not.toMatch(/renew|promote|new nodes/);
  terminal.press('n', 'R', 'P', 's', 'b', 'X');
  terminal.press('3', 'r', 'o', 'E', '4', 'n', '2', 'e', 'r', 'space', '+', '?');
  await terminal.shows('Keys of this screen');
  expect(terminal.text).toMatch(/Rotate the root.*\(not now\)|\(not now\)/);
  terminal.press('escape');
  await terminal.hides('Keys of this screen');
  for (const line of [
    'ca --rotate',
    'ca --rotate=true --detach',
    'node rm --force worker-1',
    'join-token --rotate worker',
  ]) {
    terminal.press(':', line, 'enter');
    await terminal.shows(refused);
    terminal.press(':', 'node ls', 'enter');
    await terminal.shows(/^ ✔ .*(worker|manager)/m);
  }
  terminal.press('q');
  await terminal.ended();
  expect(await user().prints('node', 'ls')).toBe(before);
});
