import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRegularFile } from './regular-file.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
});
afterEach(() => rm(directory, { recursive: true }));

const path = (name: string): string => join(directory, name);
const read = (name: string, { most = 10, followLink = true } = {}): ReturnType<typeof readRegularFile> =>
  readRegularFile(path(name), { most, followLink });

describe('a file that others may have put there', () => {
  it('is read whole, with whose it is, who may read it, and since when', async () => {
    await writeFile(path('file'), Buffer.of(0, 0xff, 0x0a));
    await chmod(path('file'), 0o4640);
    await utimes(path('file'), 1, 2);
    expect(await read('file')).toEqual({
      bytes: Buffer.of(0, 0xff, 0x0a),
      mode: 0o4640,
      uid: process.getuid?.(),
      size: 3,
      mtime: 2000,
    });
  });

  it('may be as long as was said, and no longer', async () => {
    await writeFile(path('file'), 'x'.repeat(200_000));
    expect((await read('file', { most: 200_000 })).bytes.toString()).toBe('x'.repeat(200_000));
    await expect(read('file', { most: 199_999 })).rejects.toMatchObject({
      code: 'too-large',
      message: `${path('file')} is longer than 199999 bytes`,
    });
  });

  it.runIf(process.platform === 'linux')('is as long as what can be read of it, not as it says', async () => {
    const most = 100_000;
    const { size, bytes } = await readRegularFile('/proc/self/status', { most, followLink: true });
    expect(size).toBe(0);
    expect(bytes.toString()).toMatch(/^Name:[^]*\n$/);
    await expect(readRegularFile('/proc/self/status', { most: 10, followLink: true })).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it('is missing, also below what is no directory', async () => {
    await writeFile(path('file'), '');
    for (const name of ['none', 'file/none']) {
      await expect(read(name)).rejects.toMatchObject({
        code: 'missing',
        message: `there is no file ${path(name)}`,
        expected: 'a file of that name',
        next: 'Check the path.',
      });
    }
  });

  it('cannot be read for a reason that is the system’s own', async () => {
    await expect(read('x'.repeat(300))).rejects.toMatchObject({
      code: 'not-readable',
      message: `${path('x'.repeat(300))} cannot be read: name too long`,
    });
  });

  it('is read through a symbolic link only where that is wanted', async () => {
    await writeFile(path('file'), 'text');
    await symlink('file', path('link'));
    await symlink('circle', path('circle'));
    expect((await read('link')).bytes.toString()).toBe('text');
    for (const [name, followLink] of [['link', false] as const, ['circle', true] as const]) {
      await expect(read(name, { followLink })).rejects.toMatchObject({
        code: 'not-regular',
        message: `${path(name)} is a symbolic link`,
      });
    }
  });

  it('is none, and nobody waits for it, where there is something else', async () => {
    await mkdir(path('directory'));
    execFileSync('mkfifo', [path('pipe')]);
    const server = createServer().listen(path('socket'));
    await once(server, 'listening');
    await symlink('/dev/zero', path('device'));
    for (const name of ['directory', 'pipe', 'socket', 'device']) {
      await expect(read(name)).rejects.toMatchObject({
        code: 'not-regular',
        message: `${path(name)} is a ${name}`,
        expected: 'a regular file',
      });
    }
    server.close();
  });
});
