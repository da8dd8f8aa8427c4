import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { builtProgram } from '../tools/built-program.ts';
import type { BuiltProgram } from '../tools/built-program.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import type { Terminal } from '../tools/terminal.ts';
import { expectWhole } from '../tools/whole.ts';

const sizes = [
  [80, 24],
  [100, 30],
  [160, 50],
] as const;

describe.skipIf(dockerMissing)(`the screens of real Docker Engines${dockerMissing ? `: ${dockerMissing}` : ''}`, () => {
  let program: BuiltProgram;
  let user: LabUser;
  let manager: Engine;
  let worker: Engine;

  beforeAll(async () => {
    [program, manager, worker] = await Promise.all([builtProgram(), Engine.start('tm'), Engine.start('tw')]);
    user = await LabUser.arrive(program.path);
    const address = await manager.init();
    const joined = await worker.join(address, await manager.joinToken('worker'));
    expect(joined.code).toBe(0);
  }, 180_000);

  afterAll(async () => {
    await Promise.all([manager.remove(), worker.remove()]);
    await user[Symbol.asyncDispose]();
    await program[Symbol.asyncDispose]();
  }, 60_000);

  const opened = async (columns = 100, rows = 30, ...words: readonly string[]): Promise<Terminal> => {
    const terminal = user.terminal(['--host', `unix://${manager.socket}`, 'ui', ...words], { columns, rows });
    await terminal.shows(/Nodes 2 of 2/);
    return terminal;
  };

  it.each(sizes)(
    'show nodes, one of them, the CA and tokens on %i × %i cells, without what only labs can do',
    async (columns, rows) => {
      await using terminal = await opened(columns, rows);
      await terminal.shows(/leader +ready/);
      // Its certificates are read at the managers' ports.
      await terminal.shows(/━.*(89|90)d/);
      expectWhole(terminal.grid, 'Nodes 2 of 2');
      expect(terminal.lines.at(-1)).not.toMatch(/renew|new nodes|stop|clock/);
      terminal.press('n', 'R', 's', 'b', 't', 'space', '+');
      terminal.press('?');
      await terminal.shows('Keys of this screen');
      terminal.press('escape');
      await terminal.hides('Keys of this screen');
      expect(terminal.text).toContain('[1 Nodes]');

      terminal.press('enter');
      // What a manager tells of it stands there when it has been asked.
      await terminal.shows(/managers accept it/);
      expectWhole(terminal.grid, 'Certificate', 'What others look at', 'Life of this certificate');
      terminal.press(']', ']', ']');
      await terminal.shows('[Text]');
      await terminal.shows('Version: 3');
      expectWhole(terminal.grid, 'Text');

      terminal.press('2');
      await terminal.shows(/Key .*ECDSA/);
      expectWhole(terminal.grid, 'Root certificate', 'Signing');
      terminal.press('4');
      await terminal.shows('SWMTKN-1-');
      expectWhole(terminal.grid, 'Join tokens');
      expect(terminal.written).not.toContain(await manager.joinToken('worker'));
      terminal.press('5');
      await terminal.shows('a lab’s alone');
      expectWhole(terminal.grid);
      terminal.press('3');
      await terminal.shows('No rotation is under way');
      expectWhole(terminal.grid, 'Rotate the root');
      terminal.press('q');
      expect(await terminal.ended()).toBe(0);
      // It is not ours, and goes on anyway.
      expect(terminal.text).not.toContain('It ends with');
    },
  );

  it('have no command of labs in the palette', async () => {
    await using terminal = await opened();
    terminal.press(':', 'clock speed');
    await terminal.shows(/No command fits that|: clock speed/);
    expect(terminal.text).not.toContain('$ clock speed');
  });

  it('rotate the root when they are asked to, and show how it goes and whom it waits for', async () => {
    const digestOf = async (): Promise<string> => (await manager.joinToken('worker')).split('-')[2] ?? '';
    const before = await digestOf();
    await worker.pause();
    await using terminal = await opened();
    terminal.press('3');
    await terminal.shows('No rotation is under way');
    terminal.press('r');
    await terminal.shows('Do it?');
    expect(terminal.text).toContain(`on   unix://${manager.socket}`);
    terminal.press('y');
    await terminal.shows('root is being rotated', 60_000);
    await terminal.shows('1/2 nodes', 60_000);
    expectWhole(terminal.grid, 'Rotate the root', 'Waits for 1');
    await worker.resume();
    await terminal.shows('No rotation is under way', 120_000);
    expectWhole(terminal.grid, 'Rotate the root');
    expect(await digestOf()).not.toBe(before);
  }, 240_000);

  it('change nothing with --read-only', async () => {
    await using terminal = await opened(100, 30, '--read-only');
    terminal.press('3', 'r', 'o', '4', 'n', '1', 'P', 'D', 'X', ':', 'ca --rotate', 'enter');
    await terminal.shows('this is --read-only');
    expect(terminal.text).not.toContain('Do it?');
  });
});
