import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import { managersOf } from '../../packages/core/src/swarm/managers.ts';
import { removeNode } from '../../packages/core/src/swarm/members.ts';
import { keyFileOf, leaderOf, nodeOf, startSwarm } from '../tools/managers.ts';
import { startLab, temporaryDirectory } from '../tools/swarm.ts';

const onError = (error: unknown): void => expect.fail(String(error));

describe('the nodes of a lab', () => {
  it('are one of a name, however many want to be it at a time', async () => {
    await using test = await startLab();
    const { lab } = test;
    const joins = await Promise.allSettled(['a', 'a', 'a'].map((name) => lab.join(name, lab.joinToken('worker'))));
    expect(joins.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(joins.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'exists' } });
    expect(lab.state.nodes.size).toBe(2);

    await lab.stop('a');
    const [, first, second] = await Promise.allSettled([lab.start('a'), lab.start('a'), lab.stop('a')]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(lab.nodes.has('a')).toBe(false);
  });

  it.each(['worker', 'manager'] as const)('stop also when they are just beginning, as a %s', async (role) => {
    await using test = await startLab();
    const { lab } = test;
    const joining = lab.join('late', lab.joinToken(role));
    await lab.stop('late');
    const { node } = await joining;
    expect(lab.nodes.has('late')).toBe(false);
    expect(lab.managerOf(node.id)).toBeUndefined();
  });

  it.each(['worker', 'manager'] as const)('end with the lab while they begin, as a %s', async (role) => {
    await using test = await startLab();
    const { lab } = test;
    const joining = Promise.allSettled([lab.join('late', lab.joinToken(role))]);
    await lab.close();
    await joining;
    expect([...lab.nodes]).toEqual([]);
    await expect(lab.join('later', 'a token', '127.0.0.1:1')).rejects.toMatchObject({ code: 'closed' });
    await expect(lab.start('late')).rejects.toMatchObject({ code: 'closed' });
    await expect(lab.rotateRoot()).rejects.toMatchObject({ code: 'Unknown' });
    await lab.close();
    const again = await Lab.open({ directory: lab.directory, onError });
    expect(leaderOf(again)).toBe('manager-1');
    await again.close();
  });

  it('keep their folders to themselves, as an engine keeps its swarm', async () => {
    await using test = await startLab();
    const { directory } = test.lab;
    const modeOf = async (...names: string[]): Promise<number> =>
      (await stat(join(directory, 'nodes', ...names))).mode & 0o777;
    for (const names of [[], ['manager-1'], ['manager-1', 'swarm']]) expect(await modeOf(...names)).toBe(0o700);
    expect(await modeOf('manager-1', 'swarm', 'certificates')).toBe(0o755);
  });

  it('are not found where they are not', async () => {
    await using test = await startLab();
    await expect(test.lab.updateNode('nobody', { name: 'n' })).rejects.toMatchObject({
      code: 'NotFound',
      message: 'node nobody not found',
    });
  });
});

describe('a lab that cannot be opened', () => {
  it('leaves nothing open: it can be as soon as what was in the way has gone', async () => {
    await using directory = await temporaryDirectory();
    const options = { directory: directory.path, onError };
    const lab = await Lab.create(options);
    await lab.close();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(Lab.open({ ...options, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
    await once(other, 'close');
    const again = await Lab.open({ ...options, port });
    expect(again.manager.address).toBe(`127.0.0.1:${port}`);
    await again.close();
  });

  it('says that it is locked, also where a manager is not that was away when the others were', async () => {
    const failures: string[] = [];
    const options = { onError, onFailure: ({ message }: Error) => failures.push(message) };
    await using test = await startSwarm({ managers: 3 }, options);
    const { lab } = test;
    const { node: before } = nodeOf(lab, 'manager-1');
    await lab.stop('manager-1');
    await lab.update({ autoLockManagers: true });
    const unlockKey = lab.readSecrets().unlockKey ?? '';
    const isLocked = async (name: string): Promise<boolean> =>
      (await keyFileOf(nodeOf(lab, name))).includes('ENCRYPTED PRIVATE KEY');
    await expect.poll(() => isLocked('manager-2')).toBe(true);
    await lab.close();

    const again = { ...options, directory: lab.directory };
    await expect(Lab.open(again)).rejects.toMatchObject({ code: 'locked' });
    expect(failures).toEqual([]);
    const unlocked = await Lab.open({ ...again, unlockKey });
    // The key file of the first lay open all the time: it is taken up as well, locked, and given another key.
    expect(failures).toEqual([]);
    expect(unlocked.nodes.size).toBe(3);
    expect(await keyFileOf(nodeOf(unlocked, 'manager-1'))).toContain('ENCRYPTED PRIVATE KEY');
    const { node } = nodeOf(unlocked, 'manager-1');
    const leafBefore = before.credentials.identity.certificates[0].der;
    await unlocked.until(
      'its key is another',
      () => Buffer.compare(node.credentials.identity.certificates[0].der, leafBefore) !== 0,
    );
    await unlocked.close();
  });
});

describe('managers of a lab', () => {
  it('come back that are promoted again before they have noticed that they were demoted', async () => {
    await using test = await startSwarm({ managers: 3 });
    const { lab } = test;
    const { id } = nodeOf(lab, 'manager-3').node;
    const before = lab.managerOf(id);
    await lab.updateNode(id, { desiredRole: 'worker' });
    await lab.until('it is none', ({ state }) => managersOf(state).length === 2);
    await lab.updateNode(id, { desiredRole: 'manager' });
    await lab.until('it is one', ({ state }) => managersOf(state).length === 3);
    await lab.until('another runs', () => ![undefined, before].includes(lab.managerOf(id)));
  });

  it('end, and lead no more, when their node is removed on its way to be a worker', async () => {
    await using test = await startSwarm({ managers: 2, workers: 1 });
    const { lab } = test;
    const { id } = nodeOf(lab, 'manager-1').node;
    expect(leaderOf(lab)).toBe('manager-1');
    // Both are decided before the first comes about.
    await Promise.all([
      lab.updateNode(id, { desiredRole: 'worker' }),
      lab.control.perform((state, context) => removeNode(state, id, { force: true }, context)),
    ]);
    await lab.until('another leads', () => lab.control.leader?.nodeId === nodeOf(lab, 'manager-2').node.id);
    expect(lab.managerOf(id)).toBeUndefined();
    expect(managersOf(lab.state).map((node) => node.id)).toEqual([lab.manager.nodeId]);
    await lab.join('late', lab.joinToken('worker'));
  });
});
