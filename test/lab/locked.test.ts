import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { startLab, temporaryDirectory } from '../tools/swarm.ts';

const isLocked = async ({ directory }: { readonly directory: string }): Promise<boolean> =>
  (await readFile(join(directory, 'swarm-node.key'), 'latin1')).includes('ENCRYPTED');

describe('managers of a lab that is locked', () => {
  it('are locked when they start, if they were away then, and whichever of them is found first', async () => {
    await using directory = await temporaryDirectory();
    const renewed = new Set<string>();
    const faults: unknown[] = [];
    const options = {
      directory: directory.path,
      onError: (error: unknown) => faults.push(error),
      onNodeEvent: (name: string, { kind }: { readonly kind: string }): void => {
        if (kind === 'renewed') renewed.add(name);
      },
    };
    const lab = await Lab.create(options);
    for (const name of ['manager-2', 'manager-3']) await lab.join(name, lab.joinToken('manager'));
    await lab.until('all are managers', ({ isSettled, state }) => {
      return isSettled && [...state.nodes.values()].filter(({ manager }) => manager !== undefined).length === 3;
    });
    await lab.stop('manager-1');
    await lab.update({ autoLockManagers: true });
    await lab.until('those that run have renewed', () => renewed.has('manager-2') && renewed.has('manager-3'));
    const { unlockKey = '' } = lab.readSecrets();
    const away = { directory: join(directory.path, 'nodes', 'manager-1', 'swarm', 'certificates') };
    expect(await isLocked(away)).toBe(false);
    await lab.close();

    await expect(Lab.open(options)).rejects.toMatchObject({ code: 'locked' });
    const again = await Lab.open({ ...options, unlockKey });
    await again.until('all are back, and the one that lay open has renewed', ({ isSettled }) => {
      return isSettled && renewed.has('manager-1');
    });
    for (const node of again.nodes.values()) expect(await isLocked(node), node.name).toBe(true);
    await again.close();
    expect(faults).toEqual([]);
  });

  it('are locked when they start one by one', async () => {
    await using test = await startLab();
    const { lab } = test;
    for (const name of ['manager-2', 'manager-3']) await lab.join(name, lab.joinToken('manager'));
    await lab.until('all are managers', ({ isSettled, state }) => {
      return isSettled && [...state.nodes.values()].filter(({ manager }) => manager !== undefined).length === 3;
    });
    await lab.stop('manager-3');
    await lab.update({ autoLockManagers: true });
    const started = await lab.start('manager-3');
    expect(await isLocked(started)).toBe(true);
    await lab.until('all are back', ({ isSettled }) => isSettled);
  });
});
