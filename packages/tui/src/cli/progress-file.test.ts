import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Kept, Predictions, Progress } from '../app/learn/progress.ts';
import { progressFile } from './progress-file.ts';

let directory = '';
const path = (): string => join(directory, 'swarmpki', 'learned.json');
const file = () => progressFile({ XDG_DATA_HOME: directory });
const kept = (done: Progress, predictions: Predictions = {}): Kept => ({ done, predictions });

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-progress-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

describe('the file of what has been learned', () => {
  it('is made when there is something to keep, for its owner alone, and replaced whole', async () => {
    expect(await file().read()).toEqual(kept({}));
    await file().write(kept({ 'first-swarm': 2 }));
    await file().write(kept({ 'first-swarm': 3, 'join-a-worker': 1 }));
    expect(await file().read()).toEqual(kept({ 'first-swarm': 3, 'join-a-worker': 1 }));
    const { mode } = await stat(path());
    expect([mode & 0o777, (await stat(join(directory, 'swarmpki'))).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(await readdir(join(directory, 'swarmpki'))).toEqual(['learned.json']);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['another shape', '[1]'],
    ['null', 'null'],
    ['bytes that are no text', '\u0000\ufffd\u001b[2J'],
    ['deep nesting', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['lists', '{"done":[1,2],"predictions":"wrong-digest"}'],
    ['escapes in names', '{"done":{"\\u001b[2J":1},"predictions":{"a\\nb":1,"\\u202ea":0}}'],
    ['other entries', '{"done":{"A":1,"a":-1,"b":1.5,"c":"2","d":1000,"__proto__":{"e":1}}}'],
    ['more than such a file holds', `{"done":{"a":1}${' '.repeat(70_000)}}`],
  ])('is passed over where it holds %s', async (_, contents) => {
    await mkdir(join(directory, 'swarmpki'), { recursive: true });
    await writeFile(path(), contents);
    expect(await file().read()).toEqual(kept({}));
    await file().write(kept({ a: 1 }));
    expect(await file().read()).toEqual(kept({ a: 1 }));
  });

  it('has what one expects of attacks as well, no more of it than there can be, and whatever else it holds', async () => {
    await file().write(kept({ 'first-swarm': 1 }, { 'tls-1-1': 0, 'wrong-digest': 2 }));
    expect(await file().read()).toEqual(kept({ 'first-swarm': 1 }, { 'tls-1-1': 0, 'wrong-digest': 2 }));
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`a${at}`, 1]));
    const odd = '"__proto__":{"polluted":1},"wrong-digest":101,"fake-manager":1.5,"x":null,"constructor":1';
    await writeFile(path(), `{"done":${JSON.stringify(many)},"predictions":{${odd}}}`);
    const read = await file().read();
    expect(Object.keys(read.done)).toHaveLength(100);
    expect(read.predictions).toEqual({ constructor: 1 });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('is not read where it is no file, and no reader hangs on that', async () => {
    await mkdir(path(), { recursive: true });
    expect(await file().read()).toEqual(kept({}));
    await rm(path(), { recursive: true });
    execFileSync('mkfifo', [path()]);
    expect(await file().read()).toEqual(kept({}));
  });

  it('takes what it understands of a later program’s', async () => {
    await mkdir(join(directory, 'swarmpki'), { recursive: true });
    await writeFile(path(), '{"version":2,"done":{"first-swarm":1,"new-one":{"steps":[1]}},"more":true}');
    expect(await file().read()).toEqual(kept({ 'first-swarm': 1 }));
  });

  it('is not read through a link, and replaces that', async () => {
    await mkdir(join(directory, 'swarmpki'), { recursive: true });
    await writeFile(join(directory, 'elsewhere'), '{"done":{"a":1}}');
    await symlink(join(directory, 'elsewhere'), path());
    expect(await file().read()).toEqual(kept({}));
    await file().write(kept({ b: 1 }));
    expect(await file().read()).toEqual(kept({ b: 1 }));
    expect((await stat(join(directory, 'elsewhere'))).size).toBe(16);
  });
});
