import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { progressFile } from './progress-file.ts';

let directory = '';
const path = (): string => join(directory, 'swarmpki', 'learned.json');
const file = () => progressFile({ XDG_DATA_HOME: directory });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-progress-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the file of what has been learned', () => {
  it('is made when there is something to keep, for its owner alone, and replaced whole', async () => {
    expect(await file().read()).toEqual({});
    await file().write({ 'first-swarm': 2 });
    await file().write({ 'first-swarm': 3, 'join-a-worker': 1 });
    expect(await file().read()).toEqual({ 'first-swarm': 3, 'join-a-worker': 1 });
    const { mode } = await stat(path());
    expect([mode & 0o777, (await stat(join(directory, 'swarmpki'))).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(await readdir(join(directory, 'swarmpki'))).toEqual(['learned.json']);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another shape', '[1]'],
    ['null', 'null'],
    ['other entries', '{"done":{"A":1,"a":-1,"b":1.5,"c":"2","d":1000,"__proto__":{"e":1}}}'],
    ['more than such a file holds', `{"done":{"a":1}${' '.repeat(70_000)}}`],
  ])('is passed over where it holds %s', async (_, contents) => {
    await mkdir(join(directory, 'swarmpki'), { recursive: true });
    await writeFile(path(), contents);
    expect(await file().read()).toEqual({});
    await file().write({ a: 1 });
    expect(await file().read()).toEqual({ a: 1 });
  });

  it('takes what it understands of a later program’s', async () => {
    await mkdir(join(directory, 'swarmpki'), { recursive: true });
    await writeFile(path(), '{"version":2,"done":{"first-swarm":1,"new-one":{"steps":[1]}},"more":true}');
    expect(await file().read()).toEqual({ 'first-swarm': 1 });
  });

  it('is not read through a link, and replaces that', async () => {
    await mkdir(join(directory, 'swarmpki'), { recursive: true });
    await writeFile(join(directory, 'elsewhere'), '{"done":{"a":1}}');
    await symlink(join(directory, 'elsewhere'), path());
    expect(await file().read()).toEqual({});
    await file().write({ b: 1 });
    expect(await file().read()).toEqual({ b: 1 });
    expect((await stat(join(directory, 'elsewhere'))).size).toBe(16);
  });
});
