import { chmod, chown, cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { socketOf, socketPathOf } from '../../packages/core/src/lab/host/socket-path.ts';
import {
  findStateDirectory,
  listStateDirectories,
  openStateDirectory,
} from '../../packages/core/src/lab/host/state-directory.ts';
import { run } from '../tools/run.ts';
import { testUser } from './hosts.ts';

const isRoot = process.getuid?.() === 0;

describe('a state directory', () => {
  it('is made for its user alone, ignores itself for git, and is used again', async () => {
    await using user = await testUser();
    const path = join(user.path, 'project', '.swarmpki');
    expect(await openStateDirectory(path, user.environment)).toBe(realpathSync(path));
    expect(await readFile(join(path, '.gitignore'), 'utf8')).toBe('*\n');
    await writeFile(join(path, 'swarm.db'), '');
    expect(await openStateDirectory(path, user.environment)).toBe(realpathSync(path));
    const other = { ...user.environment, XDG_DATA_HOME: join(user.path, 'other') };
    await expect(openStateDirectory(path, other)).rejects.toMatchObject({ code: 'unregistered' });
  });

  it('may be empty when it is first used, and is nothing else then', async () => {
    await using user = await testUser();
    const path = join(user.path, 'lab');
    await mkdir(path, { mode: 0o700 });
    await openStateDirectory(path, user.environment);
    const foreign = join(user.path, 'foreign');
    await mkdir(foreign, { mode: 0o700 });
    await writeFile(join(foreign, 'notes.txt'), 'mine');
    await expect(openStateDirectory(foreign, user.environment)).rejects.toMatchObject({ code: 'unregistered' });
    expect(await readFile(join(foreign, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('is not one that came from elsewhere, be it at a place where there was one, or a copy of one', async () => {
    await using user = await testUser();
    const path = join(user.path, 'lab');
    await openStateDirectory(path, user.environment);
    const copy = join(user.path, 'copy');
    await cp(path, copy, { recursive: true, mode: 0 });
    await chmod(copy, 0o700);
    await expect(openStateDirectory(copy, user.environment)).rejects.toMatchObject({ code: 'unregistered' });
    const moved = join(user.path, 'moved');
    await rename(path, moved);
    await mkdir(path, { mode: 0o700 });
    await writeFile(join(path, 'swarmpki.json'), JSON.stringify({ id: '0'.repeat(32), version: 1 }));
    await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({ code: 'unregistered' });
    await rm(path, { recursive: true });
    await rename(moved, path);
    await openStateDirectory(path, user.environment);
  });

  it('is listed for its user as long as it is there and is that one', async () => {
    await using user = await testUser();
    expect(await listStateDirectories(user.environment)).toEqual([]);
    const [one, two, gone, moved] = ['b', 'a', 'gone', 'moved'].map((name) => join(user.path, name, '.swarmpki'));
    for (const path of [one, two, gone, moved]) await openStateDirectory(path ?? '', user.environment);
    await rm(gone ?? '', { recursive: true });
    await rename(moved ?? '', join(user.path, 'elsewhere'));
    await mkdir(moved ?? '', { mode: 0o700 });
    const directories = join(user.environment.XDG_DATA_HOME ?? '', 'swarmpki', 'directories');
    await writeFile(join(directories, '0'.repeat(64)), 'relative\n');
    await writeFile(join(directories, '1'.repeat(64)), 'x'.repeat(10_000));
    expect(await listStateDirectories(user.environment)).toEqual([two, one].map((path) => realpathSync(path ?? '')));
  });

  it('is open to nobody else', async () => {
    await using user = await testUser();
    const path = join(user.path, 'lab');
    await openStateDirectory(path, user.environment);
    for (const mode of [0o755, 0o770, 0o701]) {
      await chmod(path, mode);
      await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({ code: 'open-to-others' });
    }
    await chmod(path, 0o700);
    await openStateDirectory(path, user.environment);
  });

  it.skipIf(!isRoot)('belongs to nobody else', async () => {
    await using user = await testUser();
    const path = join(user.path, 'lab');
    await openStateDirectory(path, user.environment);
    await chown(path, 12_345, 12_345);
    await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({ code: 'not-yours' });
  });

  it('has no symbolic link in it, is none, and holds nothing but files', async () => {
    await using user = await testUser();
    const path = join(user.path, 'lab');
    await openStateDirectory(path, user.environment);
    const link = join(user.path, 'link');
    await symlink(path, link);
    await expect(openStateDirectory(link, user.environment)).rejects.toMatchObject({ code: 'symlink' });
    const inside = join(path, 'nodes', 'worker-1');
    await mkdir(inside, { recursive: true });
    await symlink('/etc', join(inside, 'swarm'));
    await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({ code: 'symlink' });
    await rm(join(inside, 'swarm'));
    await run('mkfifo', [join(inside, 'pipe')]);
    await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({ code: 'odd-file' });
    await rm(join(inside, 'pipe'));
    await mkdir(join(inside, 'a/b/c/d/e/f/g'), { recursive: true });
    await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({ code: 'too-much' });
    const file = join(user.path, 'file');
    await writeFile(file, '');
    await expect(openStateDirectory(file, user.environment)).rejects.toMatchObject({ code: 'not-a-directory' });
  });

  it('of a newer program is left alone, and so is one whose marker cannot be read', async () => {
    await using user = await testUser();
    const path = join(user.path, 'lab');
    await openStateDirectory(path, user.environment);
    const marker = join(path, 'swarmpki.json');
    const { id } = JSON.parse(await readFile(marker, 'utf8')) as { readonly id: string };
    await writeFile(marker, JSON.stringify({ id, version: 2 }));
    await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({
      code: 'newer-version',
      message: expect.stringContaining('is of version 2, and this program knows 1'),
    });
    await writeFile(marker, 'rubbish');
    await expect(openStateDirectory(path, user.environment)).rejects.toMatchObject({ code: 'malformed-marker' });
  });
});

describe('where none is named', () => {
  it('the nearest of one’s own is meant, those of others are passed over, and there is always one', async () => {
    await using user = await testUser();
    const { environment, path } = user;
    const project = join(path, 'project');
    const inner = join(project, 'vendor', 'clone');
    await mkdir(join(inner, '.swarmpki'), { recursive: true, mode: 0o700 });
    await writeFile(join(inner, '.swarmpki', 'swarmpki.json'), JSON.stringify({ id: 'theirs', version: 1 }));
    const none = await findStateDirectory(inner, environment);
    expect(none.path).toBe(join(path, 'data', 'swarmpki', 'lab'));
    expect(none.passedOver).toMatchObject([{ code: 'unregistered' }]);
    await openStateDirectory(join(project, '.swarmpki'), environment);
    const found = await findStateDirectory(inner, environment);
    expect(found.path).toBe(join(project, '.swarmpki'));
    expect(found.passedOver).toHaveLength(1);
    await rm(join(inner, '.swarmpki', 'swarmpki.json'));
    await run('mkfifo', [join(inner, '.swarmpki', 'swarmpki.json')]);
    expect((await findStateDirectory(inner, environment)).passedOver).toMatchObject([{ code: 'not-regular' }]);
  });
});

describe('the path of a socket', () => {
  it('follows from the directory and nothing in it, in a folder of the user', () => {
    const environment = { XDG_RUNTIME_DIR: '/run/user/1' };
    const path = socketPathOf('/home/a/.swarmpki', environment);
    expect(path).toMatch(/^\/run\/user\/1\/swarmpki\/[0-9a-f]{32}\.sock$/);
    expect(socketPathOf('/home/b/.swarmpki', environment)).not.toBe(path);
    expect(socketPathOf('/home/a/.swarmpki', environment)).toBe(path);
    // A path that is not absolute does not count.
    for (const other of [{}, { XDG_RUNTIME_DIR: 'run' }]) {
      expect(socketPathOf('/x', other).startsWith(join(tmpdir(), 'swarmpki-'))).toBe(true);
    }
  });

  it('is the same by whatever way one comes to the directory, and before there is one', async () => {
    await using user = await testUser();
    const path = join(user.path, 'project', '.swarmpki');
    const before = await socketOf(path, user.environment);
    const real = await openStateDirectory(path, user.environment);
    await symlink(join(user.path, 'project'), join(user.path, 'way'));
    expect(before).toBe(socketPathOf(real, user.environment));
    expect(await socketOf(path, user.environment)).toBe(before);
    expect(await socketOf(join(user.path, 'way', '.swarmpki'), user.environment)).toBe(before);
  });
});
