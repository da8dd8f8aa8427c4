import { describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { programOfFile } from '../tools/built-program.ts';

const program = programOfFile();

describe('the connections of a node', () => {
  it('are refused by itself alone while its clock is far behind, and opened to none while it is cut off', async () => {
    await using user = await LabUser.arrive(program.path);
    await user.prints('init', '--listen-addr', '127.0.0.1:0');
    await user.prints('node', 'add');
    await user.prints('node', 'faults', '--skew', '-240h', 'worker-1');
    await using terminal = user.terminal([]);
    await terminal.shows('Nodes 2 of 2');
    terminal.press('/', 'worker-1', 'enter');
    await terminal.shows('Nodes 1 of 2');
    terminal.press('enter', 'c');
    await terminal.shows('✗ refused: not-yet-valid');
    expect(terminal.text).toMatch(/manager says +✔ accepted/);
    terminal.press('b');
    await terminal.shows('B connect');
    terminal.press('c');
    await terminal.shows('worker-1 is cut off the network');
  });
});

describe.skipIf(dockerMissing)('a node of a real swarm', () => {
  it('is taken apart as far as its managers tell, and nothing of a lab is offered', async () => {
    await using leader = await Engine.start('tui-l');
    await using worker = await Engine.start('tui-w');
    await leader.init();
    const token = (await leader.output('swarm', 'join-token', '--quiet', 'worker')).trim();
    await worker.join(leader.address, token);
    await using user = await LabUser.arrive(program.path);
    await using terminal = user.terminal(['--host', `unix://${leader.socket}`]);
    await terminal.shows('Nodes 2 of 2');
    for (const [words, role] of [
      ['worker', 'worker'],
      ['leader', 'manager'],
    ] as const) {
      terminal.press('/', '\u0015', words, 'enter');
      await terminal.shows(`Nodes 1 of 2  /${words}`);
      terminal.press('enter');
      await terminal.shows('✔ managers accept it');
      expect(terminal.text).toContain(`swarm-${role}`);
      expect(terminal.text).not.toContain('R renew');
      terminal.press('tab', 'tab');
      await terminal.shows('Only a lab opens connections for its nodes');
      terminal.press('tab', 'tab');
      await terminal.shows(/PRINTABLESTRING +swarm-ca/);
      terminal.press('tab', 'tab');
      await terminal.shows('BEGIN CERTIFICATE');
      terminal.press('tab', 'tab', 'escape');
      await terminal.shows('Nodes 1 of 2');
    }
    expect(terminal.text).not.toContain('join step by step');
  });
});
