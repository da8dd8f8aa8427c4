import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { newDeks } from './deks.ts';
import type { IdentityStore } from './identity-store.ts';
import { noKek } from './kek.ts';
import { MemoryIdentity } from './memory-identity.ts';
import { NodeFiles } from './node-files.ts';
import { ensureDeks, updateKek } from './protection.ts';

const [kek, otherKek] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const locked = expect.objectContaining({ code: 'locked', message: 'node is locked, and needs a valid unlock key' });

let base: string;
let leaf: Authority;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  leaf = await makeLeaf(await makeRoot());
});
afterEach(() => rm(base, { recursive: true }));

const pair = (): { certificatePem: string; key: Authority['key'] } => ({ certificatePem: leaf.pem, key: leaf.key });

describe.each<[string, () => IdentityStore]>([
  ['NodeFiles', () => new NodeFiles(base, randomBytes)],
  ['MemoryIdentity', () => new MemoryIdentity()],
])('%s', (_name, make) => {
  it('AC-131 AC-149 keeps a key in the open, or locked: as it is told', async () => {
    const store = make();
    await store.writeIdentity(pair());
    expect((await store.readIdentity()).kek).toEqual(noKek);
    await store.writeIdentity({ ...pair(), kek: { key: kek, version: 3 } });
    await expect(store.readIdentity()).rejects.toEqual(locked);
    await expect(store.readIdentity(otherKek)).rejects.toEqual(locked);
    const read = await store.readIdentity(kek);
    expect(read.key.equals(leaf.key)).toBe(true);
    expect(read.kek).toEqual({ key: kek, version: 3 });
  });

  it('AC-101 stays locked with the same key when it is told nothing, and AC-102 opens when it is told so', async () => {
    const store = make();
    const deks = newDeks((length) => new Uint8Array(length).fill(9));
    await store.writeIdentity({ ...pair(), kek: { key: kek, version: 3 }, deks });
    await store.writeIdentity(pair());
    expect(await store.readIdentity(kek)).toMatchObject({ kek: { key: kek, version: 3 }, deks });
    await store.writeIdentity({ ...pair(), kek: noKek, deks: undefined });
    expect(await store.readIdentity()).toMatchObject({ kek: noKek, deks: undefined });
  });

  it('AC-100 reads an open key whatever it is given, and writes with that from then on', async () => {
    const store = make();
    await store.writeIdentity({
      ...pair(),
      kek: { key: undefined, version: 8 },
      headers: new Map([['hello', 'world']]),
    });
    await expect(store.readIdentity(Buffer.alloc(5))).rejects.toEqual(locked);
    expect(await store.readIdentity(kek)).toMatchObject({
      kek: { key: kek, version: 8 },
      headers: new Map([['hello', 'world']]),
    });
    await store.writeIdentity(pair());
    await expect(store.readIdentity()).rejects.toEqual(locked);
  });

  it('does not read an open key whose data encryption keys are open too, given a key that should not be needed', async () => {
    const store = make();
    await store.writeIdentity({ ...pair(), deks: newDeks(randomBytes) });
    await expect(store.readIdentity(kek)).rejects.toEqual(locked);
    await expect(store.readIdentity()).resolves.toBeDefined();
  });

  it('AC-120 AC-121 follows the unlock key of the swarm', async () => {
    const store = make();
    await store.writeIdentity({ ...pair(), deks: newDeks(randomBytes) });
    const candidate = { key: kek, version: 1 };
    const { before, after } = await store.updateProtection((now) => updateKek(now, candidate));
    expect(before.kek).toEqual(noKek);
    expect(after.kek).toEqual(candidate);
    expect((await store.readIdentity(kek)).deks?.needsRotation).toBe(true);

    const same = await store.updateProtection((now) => updateKek(now, candidate));
    expect(same.after).toBe(same.before);
    const conflict = store.updateProtection((now) => updateKek(now, { key: otherKek, version: 1 }));
    await expect(conflict).rejects.toMatchObject({ code: 'kek-conflict' });
    await expect(store.readIdentity(kek)).resolves.toBeDefined();

    await store.updateProtection((now) => updateKek(now, { key: undefined, version: 2 }));
    expect((await store.readIdentity()).kek).toEqual({ key: undefined, version: 2 });
  });

  it('loses nothing when much is asked of it at once', async () => {
    const store = make();
    await Promise.all([
      store.writeIdentity(pair()),
      store.updateProtection((now) => ensureDeks(now, randomBytes)),
      store.updateProtection((now) => updateKek(now, { key: kek, version: 1 })),
      store.writeIdentity(pair()),
    ]);
    const { deks } = await store.readIdentity(kek);
    expect(deks).toMatchObject({ needsRotation: true });
  });

  it('goes on after a failure', async () => {
    const store = make();
    await expect(store.updateProtection((now) => now)).rejects.toMatchObject({ code: 'no-identity' });
    await store.writeIdentity(pair());
    const tooShort = store.writeIdentity({ ...pair(), kek: { key: Buffer.alloc(16), version: 1 } });
    await expect(tooShort).rejects.toMatchObject({ code: 'bad-kek' });
    await expect(store.readIdentity()).resolves.toMatchObject({ kek: noKek });
  });
});
