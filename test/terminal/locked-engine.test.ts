import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import { Engine, dockerMissing } from '../tools/docker.ts';
import { eventually } from '../tools/eventually.ts';
import { expectWhole } from '../tools/whole.ts';

describe.skipIf(dockerMissing)(`a real manager that is locked${dockerMissing ? `: ${dockerMissing}` : ''}`, () => {
  const program = programOfFile();
  let user: LabUser;
  let manager: Engine;

  beforeAll(async () => {
    manager = await Engine.start('tl');
    user = await LabUser.arrive(program.path);
    await manager.init();
  }, 180_000);

  afterAll(async () => {
    await manager.remove();
    await user[Symbol.asyncDispose]();
  }, 60_000);

  it('is locked from the screens, waits for its key when it starts again, and is unlocked there', async () => {
    await using terminal = user.terminal(['--host', `unix://${manager.socket}`, 'ui'], { columns: 100, rows: 30 });
    await terminal.shows(/Nodes 1 of 1/);
    terminal.press('4', 'k');
    await terminal.shows('autolock is off');
    terminal.press('a');
    // On a real engine whatever changes something is asked for.
    await terminal.shows('Do it?');
    terminal.press('y');
    await terminal.shows('Keep the unlock key');
    await terminal.shows(/unlock +SWMKEY-1-•{43}/);
    const key = await manager.output('swarm', 'unlock-key', '--quiet');
    terminal.press('v');
    await terminal.shows(key);
    terminal.press('v');
    await terminal.hides(key);
    const shown = terminal.written.length;

    await manager.stop();
    await manager.restart();
    await eventually('it is locked', async () =>
      (await manager.output('info', '--format', '{{.Swarm.LocalNodeState}}')) === 'locked' ? true : undefined,
    );
    await terminal.shows('This manager is locked');
    expectWhole(terminal.grid, 'This manager is locked');
    terminal.press('enter');
    await terminal.shows('Unlock key:');
    terminal.press(`\u001b[200~${key}\u001b[201~`, 'enter');
    await terminal.shows('unlock: done');
    await terminal.shows('[4 Tokens]');
    expect(terminal.written.slice(shown).includes(key)).toBe(false);
  }, 120_000);
});
