import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRotating, newDeks } from '../keyfile/deks.ts';
import type { Deks } from '../keyfile/deks.ts';
import { MemoryIdentity } from '../keyfile/memory-identity.ts';
import type { Protection } from '../keyfile/protection.ts';
import { systemEntropy } from '../entropy/entropy.ts';
import { sealWith } from '../store/seal.ts';
import { Store } from '../store/store.ts';
import { formatUnlockKey } from '../token/unlock-key.ts';
import { Vault, kekOf } from './vault.ts';

/** A key file that cannot be written from some moment on, as if the machine had stopped there. */
class KeyFile extends MemoryIdentity {
  readonly #mayWrite: () => void;

  constructor(mayWrite: () => void) {
    super();
    this.#mayWrite = mayWrite;
  }

  override async updateProtection(change: (now: Protection) => Protection) {
    return super.updateProtection((now) => {
      const after = change(now);
      if (after !== now) this.#mayWrite();
      return after;
    });
  }

  async deks(): Promise<Deks> {
    const { after } = await super.updateProtection((now) => now);
    if (after.deks === undefined) throw new Error('no manager’s key file');
    return after.deks;
  }
}

const secrets = { workerToken: 'a worker’s token', rootKey: 'a root’s key' };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'swarmpki-vault-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true });
});

/** A vault of two managers; nothing of it can be written any more after so many writes, the store's included. */
async function start(writes: number) {
  const path = join(directory, `${writes}.db`);
  let left = Infinity;
  const mayWrite = (): void => {
    if (left-- <= 0) throw new Error('the machine has stopped');
  };
  const deks = newDeks(randomBytes);
  const store = Store.open(path, sealWith(deks.current, randomBytes));
  const rows = Object.entries(secrets).map(([name, value]) => ({ kind: 'secret', name, value }) as never);
  store.commit(rows, []);
  store.close();
  const files = [new KeyFile(mayWrite), new KeyFile(mayWrite)];
  for (const file of files) {
    await file.writeIdentity({ certificatePem: '', key: systemEntropy.newKey().privateKey, deks });
  }
  const vault = Vault.open(path, deks, randomBytes);
  const reseal = vault.store.reseal.bind(vault.store);
  // Half of the machine's ends lie before what is written lasts, half after it.
  vi.spyOn(vault.store, 'reseal').mockImplementation((seal) => {
    mayWrite();
    reseal(seal);
    mayWrite();
  });
  left = writes;
  return { path, files, vault, deks, recover: () => (left = Infinity) };
}

describe('Vault', () => {
  const kek = kekOf(formatUnlockKey(randomBytes(32)), 7);

  /** Locks, and stops in the midst of it. @returns whether it came to the end */
  async function lockWithin(writes: number) {
    const test = await start(writes);
    const ended = await test.vault.lock(kek, test.files).then(
      () => true,
      () => false,
    );
    return { ...test, ended };
  }

  it('can be opened with every key file, wherever the machine stops while it locks, and carries on from there', async () => {
    let steps = 0;
    for (let isOver = false; !isOver; steps++) {
      const { path, files, vault, deks, ended, recover } = await lockWithin(steps);
      isOver = ended;
      await vault.close();
      recover();
      for (const file of files) {
        const opened = Vault.open(path, await file.deks(), randomBytes);
        expect(opened.store.loadSecrets(), `after ${steps} writes`).toEqual(secrets);
        await opened.close();
      }

      const [first] = files;
      const again = Vault.open(path, (await first?.deks()) ?? deks, randomBytes);
      for (const file of files) await again.admit(file, kek);
      await again.lock(kek, files);
      await again.close();
      const after = await Promise.all(files.map((file) => file.deks()));
      expect(after.map(isRotating), `after ${steps} writes`).toEqual([false, false]);
      expect(() => Vault.open(path, deks, randomBytes)).toThrow(expect.objectContaining({ code: 'wrong-key' }));
      for (const found of after) {
        const opened = Vault.open(path, found, randomBytes);
        expect(opened.store.loadSecrets()).toEqual(secrets);
        await opened.close();
      }
    }
    // Two locks, two pending keys, the store before and after, two new keys; and the one that came to its end.
    expect(steps).toBe(9);
  });

  it('goes on when a disk that was full is so no more, without having been opened anew', async () => {
    for (let writes = 0; writes < 8; writes++) {
      const { path, files, vault, deks, ended, recover } = await lockWithin(writes);
      expect(ended).toBe(false);
      recover();
      await vault.lock(kek, files);
      await vault.close();
      expect((await Promise.all(files.map((file) => file.deks()))).map(isRotating)).toEqual([false, false]);
      expect(() => Vault.open(path, deks, randomBytes)).toThrow(expect.objectContaining({ code: 'wrong-key' }));
    }
  });

  it('keeps its data encryption key where nothing lay open', async () => {
    const { vault, files, deks } = await start(Infinity);
    expect(await vault.lock(kek, files)).toBe(true);
    const locked = await files[0]?.deks();
    expect(locked?.current).not.toEqual(deks.current);
    expect(await vault.lock(kekOf(formatUnlockKey(randomBytes(32)), 8), files)).toBe(false);
    expect(await vault.lock(kekOf(undefined, 9), files)).toBe(false);
    expect(await files[0]?.deks()).toEqual(locked);
    await vault.close();
  });
});
