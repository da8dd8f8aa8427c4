import { chmod, chown, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../packages/core/src/clock/system-clock.ts';
import { reachHost } from '../../packages/core/src/lab/host/start-host.ts';
import type { HostProgram, ReachedHost } from '../../packages/core/src/lab/host/start-host.ts';
import { ask } from '../tools/ask.ts';
import { testUser } from './hosts.ts';
import type { TestUser } from './hosts.ts';

const isRoot = process.getuid?.() === 0;

/** Takes the words of `serve`. */
const hosting: HostProgram = {
  command: process.execPath,
  parameters: ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('serving-process.ts', import.meta.url))],
};

function reach({ environment }: TestUser, directory: string, program = hosting): Promise<ReachedHost> {
  // The host inherits the variables of this process, and is to find its user's directories by them.
  const parameters = [...program.parameters, JSON.stringify(environment)];
  const signal = AbortSignal.timeout(30_000);
  return reachHost(directory, { program: { ...program, parameters }, environment, clock: systemClock, signal });
}

const stop = (socket: string): Promise<unknown> => ask(socket, 'POST', '/lab/v1/stop');

describe('a client that finds no host', () => {
  it('starts one that goes on by itself, and none where one answers', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    const first = await reach(user, directory);
    expect(first.logPath).toBe(join(directory, 'host.log'));
    expect(await reach(user, directory)).toEqual({ socketPath: first.socketPath, logPath: undefined });
    await stop(first.socketPath);
  });

  it('reaches the one that came first where several start one at the same time', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    const reached = await Promise.all(Array.from({ length: 4 }, () => reach(user, directory)));
    expect(new Set(reached.map(({ socketPath }) => socketPath)).size).toBe(1);
    const { status } = await ask(reached[0]?.socketPath ?? '', 'GET', '/info');
    expect(status).toBe(200);
    await stop(reached[0]?.socketPath ?? '');
  });

  it('says where it stands why none could be started', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    const failing = { command: process.execPath, parameters: ['-e', 'console.error("no lab today"); process.exit(3)'] };
    await expect(reach(user, directory, failing)).rejects.toMatchObject({
      code: 'not-started',
      next: expect.stringContaining(join(directory, 'host.log')),
    });
    expect(await readFile(join(directory, 'host.log'), 'utf8')).toBe('no lab today\n');
    const missing = { command: join(user.path, 'no-such-program'), parameters: [] };
    await expect(reach(user, directory, missing)).rejects.toMatchObject({ code: 'not-started' });
  });

  it('begins a new log when the old one has grown long', async () => {
    await using user = await testUser();
    const directory = join(user.path, 'lab');
    const log = join(directory, 'host.log');
    await stop((await reach(user, directory)).socketPath);
    await writeFile(log, 'x'.repeat(2 ** 20 + 1), { mode: 0o600 });
    // The one before may not have ended yet: then it is reached, and soon not any more.
    let reached = await reach(user, directory);
    while (reached.logPath === undefined) reached = await reach(user, directory);
    expect((await readFile(`${log}.1`)).length).toBe(2 ** 20 + 1);
    expect((await readFile(log)).length).toBeLessThan(10_000);
    await stop(reached.socketPath);
  });

  it('tells nothing to a socket in a folder that is not its user’s alone', async () => {
    await using user = await testUser();
    const folder = join(user.path, 'run', 'swarmpki');
    await mkdir(folder, { mode: 0o755 });
    await expect(reach(user, join(user.path, 'lab'))).rejects.toMatchObject({ code: 'open-to-others' });
    await chmod(folder, 0o700);
    if (isRoot) {
      await chown(folder, 65534, 65534);
      await expect(reach(user, join(user.path, 'lab'))).rejects.toMatchObject({ code: 'not-yours' });
    }
    await using other = await testUser();
    await symlink(user.path, join(other.path, 'run', 'swarmpki'));
    await expect(reach(other, join(other.path, 'lab'))).rejects.toMatchObject({ code: 'bad-runtime-directory' });
  });
});
