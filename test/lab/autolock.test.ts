import { randomBytes } from 'node:crypto';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { isRotating } from '../../packages/core/src/keyfile/deks.ts';
import { readNodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import type { NodeKey } from '../../packages/core/src/keyfile/node-key.ts';
import { Lab } from '../../packages/core/src/lab/lab.ts';
import type { LabOptions } from '../../packages/core/src/lab/lab.ts';
import { places } from '../../packages/core/src/lab/places.ts';
import { managersOf } from '../../packages/core/src/swarm/managers.ts';
import { sealWith } from '../../packages/core/src/store/seal.ts';
import { formatUnlockKey, parseUnlockKey } from '../../packages/core/src/token/unlock-key.ts';
import { CA } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { eventually } from '../tools/eventually.ts';
import { channelToManager, keyFileOf, nodeOf, startSwarm } from '../tools/managers.ts';
import { rotateToTheEnd, startLab, temporaryDirectory } from '../tools/swarm.ts';
import { everyFile } from '../tools/traces.ts';

const encrypted = /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/;
const plain = /^-----BEGIN PRIVATE KEY-----\n/;
const anotherKey = (): string => formatUnlockKey(randomBytes(32));

/** A manager's key file, opened with an unlock key or with none, once it can be. */
function keyOf(lab: Lab, name: string, unlockKey?: string): Promise<NodeKey> {
  const kek = unlockKey === undefined ? undefined : parseUnlockKey(unlockKey);
  return eventually(`the key file of ${name} opens`, async () => {
    const text = await keyFileOf(nodeOf(lab, name));
    // With a key at hand a plain file would be read as well.
    return encrypted.test(text) === (kek !== undefined) ? readNodeKey(text, kek) : undefined;
  });
}

const unlockKeyOf = (lab: Lab): string => lab.readSecrets().unlockKey ?? '';

/** Closes a lab, and opens it again for a while. */
async function reopened<Result>(
  options: LabOptions,
  unlockKey: string | undefined,
  use: (lab: Lab) => Promise<Result>,
): Promise<Result> {
  const lab = await Lab.open({ ...options, ...(unlockKey !== undefined && { unlockKey }) });
  try {
    return await use(lab);
  } finally {
    await lab.close();
  }
}

async function optionsIn(path: string): Promise<{ options: LabOptions; faults: unknown[] }> {
  const faults: unknown[] = [];
  return { options: { directory: join(path, 'lab'), onError: (error: unknown) => faults.push(error) }, faults };
}

describe('a lab with autolock', () => {
  it('AC-131 AC-149 never has a manager’s key in plain form, and opens with its unlock key alone', async () => {
    await using directory = await temporaryDirectory();
    const { options, faults } = await optionsIn(directory.path);
    const lab = await Lab.create({ ...options, spec: { autoLockManagers: true } });
    expect(await keyFileOf(nodeOf(lab, 'manager-1'))).toMatch(encrypted);
    await lab.join('manager-2', lab.joinToken('manager'));
    expect(await keyFileOf(nodeOf(lab, 'manager-2'))).toMatch(encrypted);
    await lab.join('worker', lab.joinToken('worker'));
    expect(await keyFileOf(nodeOf(lab, 'worker')), 'workers have nothing to lock').toMatch(plain);
    const unlockKey = unlockKeyOf(lab);
    expect(unlockKey).toMatch(/^SWMKEY-1-[A-Za-z0-9+/]{43}$/);
    await lab.until('all are there', ({ state }) => managersOf(state).length === 2);
    await lab.close();

    await expect(Lab.open(options)).rejects.toMatchObject({ code: 'locked' });
    await expect(Lab.open({ ...options, unlockKey: anotherKey() })).rejects.toMatchObject({ code: 'locked' });
    await expect(Lab.open({ ...options, unlockKey: 'SWMKEY-1-?' })).rejects.toThrow('invalid key string');
    await reopened(options, unlockKey, async (again) => {
      await again.start('worker');
      await rotateToTheEnd(again);
      expect(await keyFileOf(nodeOf(again, 'manager-1')), 'a renewed key as well').toMatch(encrypted);
    });
    expect(faults).toEqual([]);
  });

  it('AC-059 AC-149 locks managers when it is turned on, and leaves nothing that opens with what lay in the open', async () => {
    await using test = await startSwarm({ managers: 2, workers: 1 });
    const { lab, events } = test;
    const open = await keyOf(lab, 'manager-1');
    expect((await keyFileOf(nodeOf(lab, 'manager-1'))).match(/^[\w-]+: /gm)).toEqual(['kek-version: ', 'raft-dek: ']);
    const sealedBefore = await sealedIn(lab.directory);
    const dek = open.deks?.current ?? new Uint8Array();
    for (const [name, sealed] of sealedBefore) expect(sealWith(dek, randomBytes).open(name, sealed)).not.toBe('');
    const renewals = () => events.filter(({ event }) => event.kind === 'renewed').map(({ node }) => node);
    expect(renewals()).toEqual([]);

    await lab.update({ autoLockManagers: true });
    const { version } = lab.state.cluster;
    const unlockKey = unlockKeyOf(lab);
    await lab.until('managers have renewed', () => new Set(renewals()).size === 2);
    for (const name of ['manager-1', 'manager-2']) {
      const locked = await keyOf(lab, name, unlockKey);
      expect(locked.kek.version).toBe(version);
      expect(locked.deks?.current).not.toEqual(dek);
      expect(locked.deks && isRotating(locked.deks)).toBe(false);
      expect(locked.key.equals(open.key)).toBe(false);
    }
    expect(renewals()).not.toContain('worker-1');

    await using channel = await channelToManager(lab, 'manager-2', nodeOf(lab, 'manager-2').node.credentials.identity);
    const told = await channel.unary(CA.method.getUnlockKey, {});
    expect(formatUnlockKey(told.unlockKey)).toBe(unlockKey);
    expect(Number(told.version?.index)).toBeGreaterThanOrEqual(version);

    for (const [name, sealed] of await sealedIn(lab.directory)) {
      expect(() => sealWith(dek, randomBytes).open(name, sealed)).toThrow(`the secret ${name} cannot be opened`);
    }
    const files = await everyFile(lab.directory);
    for (const [name, sealed] of sealedBefore) expect(files.includes(sealed), `what was ${name}`).toBe(false);
    await rotateToTheEnd(lab);
  });

  it('AC-152 has another key after a rotation, which a manager that was away learns when it is back, and none when off', async () => {
    await using test = await startSwarm({ managers: 3 });
    const { lab } = test;
    expect(unlockKeyOf(lab)).toBe('');
    await lab.update({ autoLockManagers: true });
    const first = unlockKeyOf(lab);
    await keyOf(lab, 'manager-3', first);
    await lab.until(
      'managers have renewed',
      () => test.events.filter(({ event }) => event.kind === 'renewed').length === 3,
    );
    await lab.stop('manager-3');

    await lab.update({}, { unlockKey: true });
    const second = unlockKeyOf(lab);
    expect(second).not.toBe(first);
    const dek = (await keyOf(lab, 'manager-1', second)).deks?.current;
    expect((await keyOf(lab, 'manager-2', second)).deks?.current).toEqual(dek);
    await expect(lab.start('manager-3')).rejects.toMatchObject({ code: 'locked' });
    await expect(lab.start('manager-3', second)).rejects.toMatchObject({ code: 'locked' });
    await lab.start('manager-3', first);
    expect((await keyOf(lab, 'manager-3', second)).deks?.current, 'nothing has lain open since').toEqual(dek);

    await lab.update({ labels: { some: 'other' } });
    expect(unlockKeyOf(lab)).toBe(second);
    await lab.update({ autoLockManagers: false });
    expect(unlockKeyOf(lab)).toBe('');
    for (const { name } of lab.nodes.values()) {
      const { deks, kek } = await eventually(`${name} is unlocked`, async () => {
        const text = await keyFileOf(nodeOf(lab, name));
        return plain.test(text) ? readNodeKey(text) : undefined;
      });
      expect(deks?.current).toEqual(dek);
      expect(kek.key).toBeUndefined();
    }
    await lab.update({}, { unlockKey: true });
    expect(unlockKeyOf(lab), 'there is nothing to rotate').toBe('');
  });

  it('AC-058 is off unless it was turned on', async () => {
    await using test = await startLab();
    expect(unlockKeyOf(test.lab)).toBe('');
    await test.lab.update({}, { unlockKey: true });
    expect(unlockKeyOf(test.lab)).toBe('');
    expect(await keyFileOf(nodeOf(test.lab, 'manager-1'))).toMatch(plain);
  });
});

/** The secrets of a lab as they lie in its store, sealed, by name. */
async function sealedIn(directory: string): Promise<ReadonlyMap<string, Buffer>> {
  await using copy = await temporaryDirectory();
  const path = places.store(directory);
  // Nobody else gets in while a lab uses it.
  for (const suffix of ['', '-wal']) await cp(path + suffix, join(copy.path, `copy.db${suffix}`), { force: true });
  const database = new DatabaseSync(join(copy.path, 'copy.db'));
  try {
    const rows = database.prepare('select name, sealed from secret').all();
    return new Map(rows.map(({ name, sealed }) => [String(name), Buffer.from(sealed as Uint8Array)]));
  } finally {
    database.close();
  }
}
