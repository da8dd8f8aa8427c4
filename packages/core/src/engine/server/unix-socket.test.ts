import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listenOnUnixSocket } from './unix-socket.ts';

describe('a unix socket', () => {
  let directory = '';
  let path = '';
  const servers: Server[] = [];
  const open = async (): Promise<void> => {
    const server = createServer();
    servers.push(server);
    await listenOnUnixSocket(server, path);
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'swarmpki-socket-'));
    path = join(directory, 'x.sock');
  });

  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await rm(directory, { recursive: true });
  });

  it('is its owner’s alone, and leaves the mask as it was', async () => {
    const before = process.umask(0o022);
    try {
      const opening = open();
      // It is there already, and nobody has had a moment to connect.
      expect(statSync(path).mode & 0o077).toBe(0);
      await opening;
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(process.umask(0o022)).toBe(0o022);
    } finally {
      process.umask(before);
    }
  });

  it('takes the place of one that a killed process left', async () => {
    const program = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(spawnSync(process.execPath, ['-e', program]).signal).toBe('SIGKILL');
    expect((await stat(path)).isSocket()).toBe(true);
    await open();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('does not take the place of one on which somebody listens', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('does not take the place of anything else', async () => {
    await writeFile(path, 'precious');
    await expect(open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect((await stat(path)).isFile()).toBe(true);
  });

  it('says what the system says of a directory that is not there', async () => {
    path = join(directory, 'nowhere', 'x.sock');
    await expect(open()).rejects.toMatchObject({ code: expect.stringMatching(/ENOENT|EACCES/) as unknown });
  });
});
