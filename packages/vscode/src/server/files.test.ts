import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Files } from './files.ts';

let top: string;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'swarmpki-'));
});
afterEach(() => rm(top, { recursive: true }));

const gitMissing = spawnSync('git', ['--version']).status !== 0;

it.skipIf(gitMissing)('reads git’s index once for all files, and again once it is another', async () => {
  const git = (...words: readonly string[]): unknown => execFileSync('git', words, { cwd: top, stdio: 'ignore' });
  const paths = ['a.key', 'b.key', 'c.key'].map((name) => join(top, name));
  for (const path of paths) await writeFile(path, 'text');
  git('init');
  git('add', 'a.key', 'b.key');
  const files = new Files();
  const areTracked = async (): Promise<readonly unknown[]> =>
    Promise.all(paths.map(async (path) => (await files.factsOf(path))?.tracked));
  const index = join(top, '.git', 'index');
  await utimes(index, 1_000, 1_000);
  expect(await areTracked()).toEqual([true, true, false]);
  // Nothing tells that it is another: so whoever knows what it was has not looked at it.
  await writeFile(index, 'x'.repeat((await stat(index)).size));
  await utimes(index, 1_000, 1_000);
  expect(await areTracked()).toEqual([true, true, false]);
  await rm(index);
  git('add', 'c.key');
  expect(await areTracked()).toEqual([false, false, true]);
});
