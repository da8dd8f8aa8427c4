import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { newDeks } from '../keyfile/deks.ts';
import type { Deks } from '../keyfile/deks.ts';
import { noKek } from '../keyfile/kek.ts';
import type { Kek } from '../keyfile/kek.ts';
import { MemoryIdentity } from '../keyfile/memory-identity.ts';
import type { Protection } from '../keyfile/protection.ts';
import { faultyStore } from './faults/faulty-store.ts';
import { Vault } from './vault.ts';

const random = (length: number): Uint8Array => systemEntropy.bytes(length);
const kekAt = (version: number): Kek => ({ key: random(32), version });

let directory: string;
let vault: Vault;
let first: Deks;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  first = newDeks(random);
  vault = open(first);
  vault.store.commit([{ kind: 'secret', name: 'rootKey', value: 'a key' }], []);
});
afterEach(async () => {
  await vault.close();
  await rm(directory, { recursive: true });
});

function open(...deks: readonly Deks[]): Vault {
  return Vault.open(join(directory, 'swarm.db'), deks);
}

async function reopen(...deks: readonly Deks[]): Promise<void> {
  await vault.close();
  vault = open(...deks);
}

/** The key file of a manager, which says what it is asked. */
async function manager(deks = first, kek = noKek) {
  const files = new MemoryIdentity();
  const { privateKey: key } = systemEntropy.newKey();
  await files.writeIdentity({ certificatePem: '', key, kek, deks });
  return { files, now: async (): Promise<Protection> => (await files.updateProtection((now) => now)).after };
}

const deksOf = async ({ now }: { now: () => Promise<Protection> }): Promise<Deks> => {
  const { deks } = await now();
  if (deks === undefined) throw new Error('it holds no keys');
  return deks;
};

describe('Vault', () => {
  it('locks managers, and then replaces the key that lay open; one that comes later is given the new one, locked', async () => {
    const [one, other, away] = [await manager(), await manager(), await manager()];
    for (const { files } of [one, other]) expect(await vault.admit(files, noKek)).toBe(false);
    const kek = kekAt(5);
    expect(await vault.lock(kek)).toBe(true);
    expect(await vault.lock(kek)).toBe(false);
    for (const held of [one, other]) {
      expect((await held.now()).kek).toEqual(kek);
      expect((await deksOf(held)).current).not.toEqual(first.current);
    }
    expect((await away.now()).kek).toEqual(noKek);
    expect(await vault.admit(away.files, kek), 'its keys lay open').toBe(true);
    expect(await away.now()).toMatchObject({ kek, deks: await deksOf(one) });
    expect(await vault.admit(away.files, kek)).toBe(false);
  });

  it('opens with the keys of any manager, and with none that was away when they were replaced', async () => {
    const here = await manager();
    await vault.admit(here.files, noKek);
    await vault.lock(kekAt(5));
    await reopen(first, await deksOf(here));
    expect(vault.store.loadSecrets()).toEqual({ rootKey: 'a key' });
    await vault.close();
    expect(() => open(first)).toThrow(expect.objectContaining({ code: 'wrong-key' }));
    vault = open(await deksOf(here));
  });

  it('leaves the file of a manager alone that has ended', async () => {
    const [here, gone] = [await manager(), await manager()];
    for (const { files } of [here, gone]) await vault.admit(files, noKek);
    vault.release(gone.files);
    await vault.lock(kekAt(5));
    expect(await gone.now()).toMatchObject({ kek: noKek, deks: first });
  });

  it('has every manager hold the new keys that begins while they are replaced', async () => {
    const [here, late] = [await manager(), await manager()];
    await vault.admit(here.files, noKek);
    const kek = kekAt(5);
    await Promise.all([vault.lock(kek), vault.admit(late.files, kek)]);
    expect(await late.now()).toMatchObject({ kek, deks: await deksOf(here) });
  });

  it('locks all the others where one disk is full, and is done when that is asked again', async () => {
    const [full, other] = [await manager(), await manager()];
    const { store, faults } = faultyStore(full.files, systemClock);
    await vault.admit(store, noKek);
    await vault.admit(other.files, noKek);
    const kek = kekAt(5);
    faults.failWrites('ENOSPC');
    await expect(vault.lock(kek)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect((await other.now()).kek).toEqual(kek);
    expect((await full.now()).kek).toEqual(noKek);
    faults.mend();
    expect(await vault.lock(kek)).toBe(true);
    expect((await full.now()).kek).toEqual(kek);
    expect((await deksOf(full)).current).not.toEqual(first.current);
    await reopen(await deksOf(full));
  });

  it.each([1, 2, 3])('carries on with a replacement that was cut short at write %s', async (write) => {
    const [here, other] = [await manager(), await manager()];
    const { store, faults } = faultyStore(here.files, systemClock);
    await vault.admit(other.files, noKek);
    await vault.admit(store, noKek);
    faults.failWrite(write, 'EIO');
    const kek = kekAt(5);
    await expect(vault.lock(kek)).rejects.toMatchObject({ code: 'EIO' });
    const left = [await deksOf(here), await deksOf(other)];
    for (const deks of left) await reopen(deks);

    await reopen(...left);
    for (const { files } of [here, other]) await vault.admit(files, kek);
    await vault.resume();
    const [deks, otherDeks] = [await deksOf(here), await deksOf(other)];
    expect(otherDeks).toEqual(deks);
    expect(deks).toMatchObject({ pending: undefined, needsRotation: false });
    expect(deks.current).not.toEqual(first.current);
    await reopen(deks);
    expect(vault.store.loadSecrets()).toEqual({ rootKey: 'a key' });
  });
});
