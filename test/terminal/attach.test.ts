import { hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabUser } from '../cli/lab-user.ts';
import { programOfFile } from '../tools/built-program.ts';
import { expectWhole } from '../tools/whole.ts';

const program = programOfFile();

/** A context of Docker's, as `docker context create` writes it. */
async function writeContext(user: LabUser, name: string, host: string): Promise<void> {
  const directory = join(user.directory, '.docker', 'contexts', 'meta', hash('sha256', name));
  await mkdir(directory, { recursive: true });
  const meta = { Name: name, Metadata: { Description: 'far away' }, Endpoints: { docker: { Host: host } } };
  await writeFile(join(directory, 'meta.json'), JSON.stringify(meta));
}

describe.concurrent.each([
  [80, 24],
  [100, 30],
  [160, 50],
])('on a terminal of %i × %i cells', (columns, rows) => {
  it('another engine is shown in place of this one, and this one again', async () => {
    await using other = await LabUser.arrive(program.path);
    await other.prints('init', '--listen-addr', '127.0.0.1:0');
    await other.prints('node', 'add', '--count', '4');
    await using user = await LabUser.arrive(program.path);
    await writeContext(user, 'production', await other.prints('socket'));
    await writeContext(user, 'nowhere', 'unix:///nowhere/docker.sock');
    await using terminal = user.terminal([], { columns, rows });
    await terminal.shows('Create a swarm');
    await terminal.shows(/e +the lab, default, nowhere, production/);
    expectWhole(terminal.grid);

    terminal.press('e');
    await terminal.shows('Attach to another engine');
    await terminal.shows(/production +unix:\/\/.*far away|production +unix:\/\//);
    expectWhole(terminal.grid);
    terminal.press('down', 'down', 'down', 'enter');
    await terminal.shows('Nodes 5 of 5');
    // What is done now is done there.
    terminal.press('n');
    await terminal.shows('How many workers?');
    terminal.press('enter');
    await terminal.shows('Nodes 6 of 6');
    expect((await other.prints('node', 'ls', '--quiet')).split('\n')).toHaveLength(6);

    terminal.press(':', 'attach to');
    await terminal.shows('▌ Attach to another engine');
    terminal.press('enter');
    await terminal.shows('▌ the lab');
    terminal.press('enter');
    await terminal.shows('Create a swarm');
    expect(terminal.text).not.toContain('Nodes 6');
    terminal.press('q');
    expect(await terminal.ended()).toBe(0);
  });
});

describe('an engine that is not there', () => {
  it('is said not to be, and can be left for another', async () => {
    await using user = await LabUser.arrive(program.path);
    await writeContext(user, 'nowhere', 'unix:///nowhere/docker.sock');
    await user.prints('init', '--listen-addr', '127.0.0.1:0');
    await using terminal = user.terminal([]);
    await terminal.shows('Nodes 1 of 1');
    terminal.press(':', 'attach to');
    await terminal.shows('▌ Attach to another engine');
    terminal.press('enter');
    await terminal.shows('▌ the lab');
    terminal.press('down', 'down', 'enter');
    await terminal.shows('connection lost');
    await terminal.hides('Nodes 1 of 1');
    terminal.press(':', 'attach to');
    await terminal.shows('▌ Attach to another engine');
    terminal.press('enter');
    await terminal.shows('▌ the lab');
    terminal.press('enter');
    await terminal.shows('Nodes 1 of 1');
    await terminal.hides('connection lost');
  });
});
