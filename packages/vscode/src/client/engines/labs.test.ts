import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStateDirectory } from '../../../../core/src/lab/host/state-directory.ts';
import { findLabs, usualLab } from './labs.ts';

describe('labs of this machine', () => {
  let home: string;
  let environment: NodeJS.ProcessEnv;
  beforeEach(async () => {
    home = await realpath(await mkdtemp(join(tmpdir(), 'swarmpki-labs-')));
    environment = { HOME: home, XDG_DATA_HOME: join(home, 'data') };
  });
  afterEach(() => rm(home, { recursive: true }));

  async function project(name: string): Promise<string> {
    const folder = join(home, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  it('are that of the settings, that of the workspace, and all others of this user, each once', async () => {
    const [one, two] = [await project('one'), await project('two')];
    for (const folder of [one, two]) await openStateDirectory(join(folder, '.swarmpki'), environment);
    const named = join(home, 'not yet');
    const search = { named, folders: [join(two, 'src')], environment };
    const { directories, passedOver } = await findLabs(search);
    expect(directories.slice(0, 2)).toEqual([named, join(two, '.swarmpki')]);
    expect(directories.toSorted()).toEqual([named, join(one, '.swarmpki'), join(two, '.swarmpki')].toSorted());
    expect(passedOver).toEqual([]);
  });

  it('are none that has come with a workspace, and that is said', async () => {
    const folder = await project('cloned');
    await mkdir(join(folder, '.swarmpki'), { mode: 0o700 });
    const { directories, passedOver } = await findLabs({ named: '', folders: [folder], environment });
    expect(directories).toEqual([]);
    expect(passedOver.join()).toContain('was not made by you here');
  });

  it('hide no others when one of them cannot be looked at', async () => {
    const folder = await project('mine');
    await openStateDirectory(join(folder, '.swarmpki'), environment);
    await writeFile(join(home, 'file'), '');
    for (const named of [join(home, 'file/lab'), 'lab']) {
      const { directories, passedOver } = await findLabs({ named, folders: [], environment });
      expect(directories).toEqual([join(folder, '.swarmpki')]);
      expect(passedOver.join()).toContain(named);
    }
  });

  it('are made where the settings say, else in the workspace, else among the data of the user', async () => {
    const folder = await project('mine');
    await openStateDirectory(join(folder, '.swarmpki'), environment);
    const usual = { named: '', folders: [folder], environment };
    expect(await usualLab({ ...usual, named: join(home, 'here') })).toBe(join(home, 'here'));
    expect(await usualLab(usual)).toBe(join(folder, '.swarmpki'));
    await expect(usualLab({ ...usual, named: 'lab' })).rejects.toMatchObject({ expected: 'an absolute path' });
    const elsewhere = await usualLab({ ...usual, folders: [] });
    expect(elsewhere.startsWith(join(home, 'data'))).toBe(true);
  });
});
