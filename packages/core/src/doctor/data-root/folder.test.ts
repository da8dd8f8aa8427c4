import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Folder } from './folder.ts';

let top: string;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'swarmpki-'));
});
afterEach(() => rm(top, { recursive: true }));

it.runIf(process.platform === 'linux')('what is read of a folder is of the one that was opened', async () => {
  const [opened, elsewhere] = [join(top, 'opened'), join(top, 'elsewhere')];
  for (const path of [opened, elsewhere]) await mkdir(path);
  await writeFile(join(opened, 'key'), 'mine');
  await writeFile(join(elsewhere, 'key'), 'another');
  await using folder = await Folder.open(opened, { followLink: false });
  // Somebody puts a link in its place.
  await rename(opened, join(top, 'moved'));
  await symlink(elsewhere, opened);
  await writeFile(join(elsewhere, 'other'), '');
  expect(await folder?.list()).toEqual({ names: ['key'], cut: false });
  expect(await readFile(join(folder?.path ?? '', 'key'), 'utf8')).toBe('mine');
});

it('a link to a folder is none unless it is to be followed', async () => {
  await mkdir(join(top, 'folder'));
  await symlink('folder', join(top, 'link'));
  expect(await Folder.open(join(top, 'link'), { followLink: false })).toBeUndefined();
  await using followed = await Folder.open(join(top, 'link'), { followLink: true });
  expect(followed?.facts.isDirectory()).toBe(true);
  await writeFile(join(top, 'file'), '');
  expect(await Folder.open(join(top, 'file'), { followLink: true })).toBeUndefined();
  await expect(Folder.open(join(top, 'none'), { followLink: true })).rejects.toMatchObject({ code: 'ENOENT' });
});
