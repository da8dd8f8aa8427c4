import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Tracked } from './git.ts';
import { GitIndexes } from './git-indexes.ts';
import { readGitIndex } from './git-index.ts';
import { readSources } from './read-sources.ts';
import type { ReadSource } from './read-sources.ts';
import { deepest } from './walk.ts';

let top: string;

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'swarmpki-'));
});
afterEach(() => rm(top, { recursive: true }));

async function write(name: string, contents: string | Uint8Array = 'text', mode = 0o644): Promise<void> {
  await mkdir(dirname(join(top, name)), { recursive: true });
  await writeFile(join(top, name), contents);
  await chmod(join(top, name), mode);
}

async function read(path: string, limits = {}): Promise<readonly ReadSource[]> {
  const found: ReadSource[] = [];
  for await (const each of readSources(path, top, limits)) found.push(each);
  return found;
}

async function names(path: string, limits = {}): Promise<readonly string[]> {
  return (await read(path, limits)).map((each) => ('source' in each ? each.source.name : `not read: ${each.path}`));
}

describe('reading for inspection', () => {
  it('reads a file, with its mode', async () => {
    await write('a.key', 'key', 0o640);
    expect(await read('a.key')).toMatchObject([{ source: { name: 'a.key', contents: 'key', file: { mode: 0o640 } } }]);
    expect(await names('none')).toEqual(['not read: none']);
  });

  it('reads what is below a folder, and not what others keep in theirs', async () => {
    for (const name of ['b', 'sub/a', '.hidden', 'node_modules/x/a', '.git/config']) await write(name);
    expect((await names('.')).toSorted()).toEqual(['.hidden', 'b', 'sub/a']);
  });

  it('follows no link in a folder, and so no circle', async () => {
    await write('real/a');
    await symlink('..', join(top, 'real/up'));
    await symlink('a', join(top, 'real/link'));
    await symlink('real', join(top, 'entry'));
    expect(await names('real')).toEqual(['real/a']);
    expect(await names('entry')).toEqual(['entry/a']);
  });

  it('lists files beside as many folders', async () => {
    for (const name of ['a', 'b']) await write(name);
    for (const name of ['c', 'd']) await mkdir(join(top, name));
    expect(await names('.', { files: 2 })).toEqual(['a', 'b']);
    expect(await names('.', { files: 1 })).toEqual([expect.stringMatching(/^[ab]$/), 'not read: .']);
  });

  it('goes no deeper than it says, and says so', async () => {
    await write(`${'d/'.repeat(deepest + 1)}a`);
    expect(await names('.')).toEqual(['not read: .']);
  });

  it('reads no more files, and no more of them, than it says, and says so', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await write(name, 'x'.repeat(100));
    expect(await names('.', { files: 4, bytes: 400 })).toEqual(['a', 'b', 'c', 'd']);
    expect(await names('.', { files: 3 })).toEqual(['a', 'b', 'c', 'not read: .']);
    expect(await names('.', { bytes: 399 })).toEqual(['a', 'b', 'c', 'not read: .']);
  });

  it.runIf(process.platform === 'linux')(
    'counts what it read, also of files that say that they are empty',
    async () => {
      const folder = '/proc/sys/kernel/random';
      expect((await names(folder)).length).toBeGreaterThan(3);
      const { length } = await readFile(join(folder, 'uuid'));
      const few = await names(folder, { bytes: length + 1 });
      expect(few.at(-1)).toBe(`not read: ${folder}`);
      expect(few.length).toBeLessThan(5);
    },
  );

  it('takes DER as bytes, texts as texts, and passes other files over in a folder', async () => {
    await write('a.der', Uint8Array.of(0x30, 0x82, 1, 0, 5));
    await write('b.txt', 'caf\u00e9');
    await write('c.txt', Buffer.from('caf\u00e9', 'latin1'));
    await write('d.bin', Uint8Array.of(1, 0, 2));
    const sources = (await read('.')).flatMap((each) => ('source' in each ? [each.source] : []));
    expect(sources.map(({ name, encoding, contents }) => [name, encoding, typeof contents])).toEqual([
      ['a.der', undefined, 'object'],
      ['b.txt', undefined, 'string'],
      ['c.txt', 'latin1', 'string'],
    ]);
    expect(await names('d.bin')).toEqual(['d.bin']);
  });

  it('waits for nobody, and reads nothing but files', async () => {
    execFileSync('mkfifo', [join(top, 'pipe')]);
    expect(await names('pipe')).toEqual(['not read: pipe']);
    expect(await names('.')).toEqual([]);
  });
});

const gitMissing = spawnSync('git', ['--version']).status !== 0;

describe.skipIf(gitMissing)('what git tracks', () => {
  const git = (...words: readonly string[]): void => {
    const identity = ['-c', 'user.name=a', '-c', 'user.email=a@a', '-c', 'init.defaultBranch=main'];
    execFileSync('git', [...identity, ...words], { cwd: top, stdio: 'ignore' });
  };
  const tracked = async (...paths: readonly string[]): Promise<readonly unknown[]> => {
    const known = new Tracked();
    return Promise.all(paths.map((path) => known.has(join(top, path))));
  };

  it.each([
    ['version 2', ['init']],
    ['SHA-256', ['init', '--object-format=sha256']],
  ])('is read from its index: %s', async (_what, init) => {
    await write('a.key');
    await write('deep/er/b.key');
    await write('free.key');
    await write('n\u00e4me.key');
    expect(await tracked('a.key')).toEqual([undefined]);
    git(...init);
    git('add', 'a.key', 'deep', 'n\u00e4me.key');
    expect(await tracked('a.key', 'deep/er/b.key', 'free.key', 'n\u00e4me.key')).toEqual([true, true, false, true]);
  });

  it('is read from an index of version 3 and of version 4', async () => {
    for (const name of ['aa/bb', 'aa/bbc', 'ab', 'z']) await write(name);
    git('init');
    git('add', 'aa', 'ab');
    git('update-index', '--index-version', '4');
    expect(await tracked('aa/bb', 'aa/bbc', 'ab', 'z')).toEqual([true, true, true, false]);
    git('update-index', '--index-version', '2');
    git('add', '--intent-to-add', 'z');
    expect(await tracked('aa/bb', 'z')).toEqual([true, true]);
  });

  it('is read in work trees beside the repository', async () => {
    await write('main/a.key');
    execFileSync('git', ['init'], { cwd: join(top, 'main'), stdio: 'ignore' });
    const inMain = (...words: readonly string[]): void =>
      void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@a', ...words], {
        cwd: join(top, 'main'),
        stdio: 'ignore',
      });
    inMain('add', '.');
    inMain('commit', '-m', 'a');
    inMain('worktree', 'add', '../beside');
    await write('beside/free.key');
    expect(await tracked('beside/a.key', 'beside/free.key')).toEqual([true, false]);
  });

  describe.each(['2', '4'])('in an index that is split, of version %s', (version) => {
    const files = Array.from({ length: 200 }, (_, number) => `file${String(number).padStart(3, '0')}`);
    const shared = async (): Promise<string> => {
      const name = (await readdir(join(top, '.git'))).find((each) => each.startsWith('sharedindex.'));
      return join(top, '.git', name ?? 'none');
    };

    beforeEach(async () => {
      for (const name of files) await write(name);
      git('init');
      git('config', 'splitIndex.maxPercentChange', '100');
      git('add', '.');
      git('update-index', '--index-version', version);
      git('update-index', '--split-index');
    });

    it('is read with the one that it shares', async () => {
      expect(await tracked('file000', 'file199')).toEqual([true, true]);
      await write('new');
      await write('free');
      await write('file001', 'another text');
      git('add', 'new', 'file001');
      git('rm', '--cached', 'file002', ...files.slice(64, 196));
      expect(await tracked('file000', 'file001', 'file199', 'new')).toEqual([true, true, true, true]);
      expect(await tracked('file002', 'file064', 'file130', 'file195', 'free')).toEqual(Array(5).fill(false));
    });

    it('is not known where that is gone, or does not fit', async () => {
      await truncate(await shared(), 100);
      expect(await tracked('file000')).toEqual([undefined]);
      await rm(await shared());
      expect(await tracked('file000')).toEqual([undefined]);
    });
  });

  it('is known of as many repositories as there is room for', async () => {
    for (const name of ['one', 'two']) {
      await write(`${name}/a.key`);
      for (const words of [['init'], ['add', '.']]) {
        execFileSync('git', words, { cwd: join(top, name), stdio: 'ignore' });
      }
    }
    const { length } = await readFile(join(top, 'one/.git/index'));
    const known = new Tracked(new GitIndexes(length));
    expect(await known.has(join(top, 'one/a.key'))).toBe(true);
    expect(await known.has(join(top, 'two/a.key'))).toBeUndefined();
  });

  it('is read once, and again when git has written it anew', async () => {
    for (const name of ['a.key', 'b.key']) await write(name);
    git('init');
    git('add', 'a.key');
    const indexes = new GitIndexes();
    const gitDirectory = join(top, '.git');
    const first = await indexes.pathsIn(gitDirectory);
    expect(await indexes.pathsIn(gitDirectory)).toBe(first);
    git('add', 'b.key');
    expect([...((await indexes.pathsIn(gitDirectory)) ?? [])]).toEqual(['a.key', 'b.key']);
    await rm(join(gitDirectory, 'index'));
    expect(await indexes.pathsIn(gitDirectory)).toBeUndefined();
  });

  it('is not asked of another machine, whatever a repository says', async () => {
    await write('main/a.key');
    execFileSync('git', ['init'], { cwd: join(top, 'main'), stdio: 'ignore' });
    execFileSync('git', ['add', '.'], { cwd: join(top, 'main'), stdio: 'ignore' });
    await write('beside/a.key');
    await write('beside/.git', `gitdir: ${join(top, 'main/.git')}\n`);
    expect(await tracked('beside/a.key')).toEqual([true]);
    await write('beside/.git', `gitdir: /${join(top, 'main/.git')}\n`);
    expect(await tracked('beside/a.key')).toEqual([undefined]);
  });
});

describe('a git index', () => {
  it('that is none, or breaks off, says nothing', () => {
    expect(readGitIndex(Buffer.from('no index at all'), 20)).toBeUndefined();
    const header = Buffer.alloc(12);
    header.write('DIRC');
    for (const [version, count] of [
      [2, 1],
      [4, 1],
      [5, 0],
      [2, 0xffffffff],
    ] as const) {
      header.writeUInt32BE(version, 4);
      header.writeUInt32BE(count, 8);
      expect(readGitIndex(Buffer.concat([header, Buffer.alloc(40)]), 20)).toBeUndefined();
    }
  });

  it('of compressed names does not grow without bound', () => {
    const header = Buffer.alloc(12);
    header.write('DIRC');
    header.writeUInt32BE(4, 4);
    const entry = (name: string): Buffer => Buffer.concat([Buffer.alloc(62), Buffer.of(0), Buffer.from(`${name}\0`)]);
    const entries = [
      ...Array.from({ length: 200 }, () => entry('x'.repeat(4000))),
      ...Array.from({ length: 20_000 }, () => entry('y')),
    ];
    header.writeUInt32BE(entries.length, 8);
    expect(readGitIndex(Buffer.concat([header, ...entries]), 20)).toBeUndefined();
  });
});
