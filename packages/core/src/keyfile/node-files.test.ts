import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { decodePem, normalisePem } from '../x509/pem.ts';
import type { PemBlock } from '../x509/pem.ts';
import { sec1Pem } from '../x509/private-key.ts';
import { newDeks } from './deks.ts';
import { noKek } from './kek.ts';
import { NodeFiles } from './node-files.ts';
import { formatNodeKey, keyPem } from './node-key.ts';
import { ensureDeks, unprotected, updateKek } from './protection.ts';
import type { Protection } from './protection.ts';

let base: string;
let directory: string;
let files: NodeFiles;
let root: Authority;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  directory = join(base, 'swarm', 'certificates');
  files = new NodeFiles(directory, randomBytes);
  root = await makeRoot();
});
afterEach(() => rm(base, { recursive: true }));

const path = (name: string): string => join(directory, name);
const [kek, otherKek] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

async function write(leaf: Authority, protection: Partial<Protection> = {}): Promise<void> {
  await files.writeIdentity({ certificatePem: leaf.pem, key: leaf.key, ...protection });
}

const readKey = (): Promise<string> => readFile(path('swarm-node.key'), 'utf8');

function blockOf(pem: string): PemBlock {
  const [block] = decodePem(pem).blocks;
  if (block === undefined) throw new Error('no PEM');
  return block;
}

describe('NodeFiles', () => {
  it('AC-003 says in its own way that there is no root', async () => {
    await expect(files.readRoot()).rejects.toMatchObject({ code: 'no-root' });
  });

  it('AC-001 keeps the root byte for byte, writable by its owner alone, and no key of it', async () => {
    await files.writeRoot(root.pem);
    expect(await files.readRoot()).toBe(root.pem);
    expect(await readFile(path('swarm-root-ca.crt'), 'utf8')).toBe(normalisePem(root.pem));
    expect((await stat(path('swarm-root-ca.crt'))).mode & 0o777).toBe(0o644);
    expect(await readdir(directory)).toEqual(['swarm-root-ca.crt']);
  });

  it('AC-004 gives a root back as it was saved, and no key with it', async () => {
    const bundle = `${root.pem}\n`;
    await files.writeRoot(bundle);
    expect(await new NodeFiles(directory, randomBytes).readRoot()).toBe(bundle);
    await expect(files.readIdentity()).rejects.toMatchObject({ code: 'no-identity' });
  });

  it('AC-099 makes the directory, and gives back what was written, with version 0', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    const read = await files.readIdentity();
    expect(read.certificatePem).toBe(leaf.pem);
    expect(read.key.equals(leaf.key)).toBe(true);
    expect(read.kek).toEqual(noKek);
    expect((await stat(path('swarm-node.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(path('swarm-node.crt'))).mode & 0o777).toBe(0o644);
    expect(await readdir(directory)).toEqual(['swarm-node.crt', 'swarm-node.key']);
  });

  it('writes the key as PKCS #8 with its headers sorted and a blank line after them', async () => {
    const leaf = await makeLeaf(root, { role: 'manager' });
    const deks = newDeks((length) => new Uint8Array(length).fill(9));
    await write(leaf, { kek: { key: undefined, version: 11 }, deks });
    const lines = (await readKey()).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '-----BEGIN PRIVATE KEY-----',
      'kek-version: 11',
      'raft-dek: EiAJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQ==',
      '',
    ]);
    expect(await files.readIdentity()).toMatchObject({ kek: { version: 11 }, deks });
  });

  it('AC-100 keeps headers that it does not know, and reads keys of older engines', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    const sec1 = sec1Pem(leaf.key).replace('-----\n', '-----\nhello: world\nkek-version: 8\n\n');
    await writeFile(path('swarm-node.key'), sec1);
    const read = await files.readIdentity();
    expect(read.headers).toEqual(new Map([['hello', 'world']]));
    expect(read.kek.version).toBe(8);
    await write(leaf);
    expect((await files.readIdentity()).headers.get('hello')).toBe('world');
  });

  it('AC-106 finishes a write that was cut off after the key', async () => {
    const [before, after] = [await makeLeaf(root), await makeLeaf(root)];
    await write(before);
    await copyFile(path('swarm-node.crt'), path('kept'));
    await write(after);
    await rename(path('swarm-node.crt'), path('.swarm-node.crt'));
    await rename(path('kept'), path('swarm-node.crt'));

    expect((await files.readIdentity()).certificatePem).toBe(after.pem);
    expect(await readFile(path('swarm-node.crt'), 'utf8')).toBe(after.pem);
    expect(await readdir(directory)).not.toContain('.swarm-node.crt');
  });

  it('AC-106 forgets a certificate whose key was never written', async () => {
    const [before, after] = [await makeLeaf(root), await makeLeaf(root)];
    await write(before);
    await writeFile(path('.swarm-node.crt'), after.pem);
    expect((await files.readIdentity()).certificatePem).toBe(before.pem);
    await rm(path('swarm-node.crt'));
    await expect(files.readIdentity()).rejects.toMatchObject({ code: 'no-identity' });
    expect(await readdir(directory)).toEqual(['swarm-node.key']);
  });

  it('refuses a certificate and a key that do not belong together', async () => {
    const [one, other] = [await makeLeaf(root), await makeLeaf(root)];
    await write(one);
    await writeFile(path('swarm-node.crt'), other.pem);
    await expect(files.readIdentity()).rejects.toMatchObject({
      code: 'key-mismatch',
      message: 'certificate key mismatch',
    });
  });

  it('AC-089 refuses rubbish in the place of the key or the certificate', async () => {
    await write(await makeLeaf(root));
    await writeFile(path('swarm-node.key'), 'rubbish');
    await expect(files.readIdentity()).rejects.toThrow('invalid PEM-encoded private key');
    const leaf = await makeLeaf(root);
    await write(leaf);
    await writeFile(path('swarm-node.crt'), 'rubbish');
    await expect(files.readIdentity()).rejects.toThrow('Failed to decode certificate');
  });

  it('AC-090 says that an encrypted key is locked', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    const encrypted = leaf.key
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'x' })
      .toString();
    await writeFile(path('swarm-node.key'), encrypted);
    await expect(files.readIdentity()).rejects.toMatchObject({
      code: 'locked',
      message: 'node is locked, and needs a valid unlock key',
    });
  });

  it('AC-107 AC-108 moves a key from its legacy name once, if it fits the certificate', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    await rename(path('swarm-node.key'), path('.swarm-node.key'));
    expect((await files.readIdentity()).key.equals(leaf.key)).toBe(true);
    const migrated = await readFile(path('swarm-node.key'), 'utf8');
    await files.readIdentity();
    expect(await readFile(path('swarm-node.key'), 'utf8')).toBe(migrated);

    await writeFile(path('.swarm-node.key'), keyPem((await makeLeaf(root)).key));
    expect((await files.readIdentity()).key.equals(leaf.key)).toBe(true);
    expect(await readdir(directory)).toEqual(['swarm-node.crt', 'swarm-node.key']);
  });

  it('leaves the old pair and no temporary file behind when the disk refuses', async () => {
    const [before, after] = [await makeLeaf(root), await makeLeaf(root)];
    await write(before);
    // A directory cannot be replaced by a file, not even by the superuser.
    await mkdir(path('.swarm-node.crt'));
    await expect(write(after)).rejects.toThrow();
    await rm(path('.swarm-node.crt'), { recursive: true });
    expect((await files.readIdentity()).certificatePem).toBe(before.pem);
    expect(await readdir(directory)).toEqual(['swarm-node.crt', 'swarm-node.key']);
  });

  it('removes what a killed process has left, and nothing that is not its own', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    const left = ['swarm-node.key', '.swarm-node.crt', 'swarm-root-ca.crt'].map((name) => `.tmp-${name}0123456789ab`);
    const others = ['.tmp-swarm-node.key12345', '.tmp-0123456789ab', 'swarm-node.key0123456789ab'];
    for (const name of [...left, ...others]) await writeFile(path(name), 'half of a k');
    const again = new NodeFiles(directory, randomBytes);
    expect((await again.readIdentity()).certificatePem).toBe(leaf.pem);
    expect(await readdir(directory)).toEqual([...others, 'swarm-node.crt', 'swarm-node.key'].toSorted());
  });

  it('AC-106 moves a certificate into place whose rename failed', async () => {
    const leaf = await makeLeaf(root);
    await mkdir(path('swarm-node.crt'), { recursive: true });
    await expect(write(leaf)).rejects.toThrow();
    expect(await readFile(path('.swarm-node.crt'), 'utf8')).toBe(leaf.pem);
    await rm(path('swarm-node.crt'), { recursive: true });
    expect((await files.readIdentity()).certificatePem).toBe(leaf.pem);
    expect(await readdir(directory)).toEqual(['swarm-node.crt', 'swarm-node.key']);
  });

  it('AC-106 takes the certificate that fits when the other is rubbish, and says what is wrong with that when none fits', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    await writeFile(path('swarm-node.crt'), 'rubbish');
    await writeFile(path('.swarm-node.crt'), 'more rubbish');
    await expect(files.readIdentity()).rejects.toThrow('Failed to decode certificate');
    expect(await readdir(directory)).not.toContain('.swarm-node.crt');
    await writeFile(path('.swarm-node.crt'), leaf.pem);
    expect((await files.readIdentity()).certificatePem).toBe(leaf.pem);
  });

  it.each([
    ['rubbish', () => 'rubbish'],
    [
      'an encrypted key',
      (key: Authority['key']) => formatNodeKey({ ...unprotected, key, kek: { key: kek, version: 1 } }, randomBytes),
    ],
  ])('AC-107 deletes %s under the legacy name', async (_what, contents) => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    await writeFile(path('.swarm-node.key'), contents(leaf.key));
    await expect(files.readIdentity()).resolves.toBeDefined();
    expect(await readdir(directory)).toEqual(['swarm-node.crt', 'swarm-node.key']);
  });

  it('does not read files beyond all measure', async () => {
    await write(await makeLeaf(root));
    await writeFile(path('swarm-node.key'), `${await readKey()}${' '.repeat(65_536)}`);
    await expect(files.readIdentity()).rejects.toMatchObject({ code: 'too-large' });
    await writeFile(path('swarm-root-ca.crt'), Buffer.alloc(1024 * 1024 + 1));
    await expect(files.readRoot()).rejects.toMatchObject({ code: 'too-large' });
  });

  it('does not overwrite a key that it cannot read', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf, { kek: { key: kek, version: 1 } });
    const before = await readKey();
    const unopened = new NodeFiles(directory, randomBytes);
    const identity = { certificatePem: leaf.pem, key: leaf.key };
    await expect(unopened.writeIdentity(identity)).rejects.toMatchObject({ code: 'locked' });
    expect(await readKey()).toBe(before);
  });

  it('keeps the data encryption keys of a file that it did not read first', async () => {
    const leaf = await makeLeaf(root);
    const deks = newDeks(randomBytes);
    await write(leaf, { deks });
    await new NodeFiles(directory, randomBytes).writeIdentity({ certificatePem: leaf.pem, key: leaf.key });
    expect((await files.readIdentity()).deks).toEqual({ ...deks, current: Uint8Array.from(deks.current) });
  });
});

describe('NodeFiles with a key encryption key', () => {
  const lock = { key: kek, version: 3 };

  it('AC-103 does not read a key whose headers it cannot read', async () => {
    await write(await makeLeaf(root), { deks: newDeks(randomBytes) });
    const good = await readKey();
    await writeFile(path('swarm-node.key'), good.replace(/raft-dek: .*/, 'raft-dek: ?'));
    await expect(files.readIdentity()).rejects.toThrow(/^unable to read TLS key headers: /);
    await writeFile(path('swarm-node.key'), good.replace('raft-dek:', 'raft-dek-pending:'));
    await expect(files.readIdentity()).rejects.toThrow('there is a pending DEK, but no current DEK');
  });

  it('AC-103 drops headers that are not ours where there are data encryption keys', async () => {
    await write(await makeLeaf(root), { headers: new Map([['hello', 'world']]) });
    await files.updateProtection((now) => ensureDeks(now, randomBytes));
    expect([...blockOf(await readKey()).headers.keys()]).toEqual(['kek-version', 'raft-dek']);
  });

  it('AC-104 changes headers and leaves the encrypted key as it is', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf, { kek: lock });
    const before = blockOf(await readKey());
    await files.updateProtection((now) => ensureDeks(now, randomBytes));
    const after = blockOf(await readKey());
    expect(after.type).toBe('ENCRYPTED PRIVATE KEY');
    expect(after.der).toEqual(before.der);
    expect([...after.headers.keys()]).toEqual(['kek-version', 'raft-dek']);
    expect((await files.readIdentity(kek)).key.equals(leaf.key)).toBe(true);
    expect((await stat(path('swarm-node.key'))).mode & 0o777).toBe(0o600);
  });

  it('AC-104 keeps what says how a key of very old engines is encrypted', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf, { kek: lock });
    await files.downgradeKey();
    const before = blockOf(await readKey());
    await files.updateProtection((now) => ensureDeks(now, randomBytes));
    const text = await readKey();
    expect(text.split('\n').slice(0, 4)).toEqual([
      '-----BEGIN EC PRIVATE KEY-----',
      'Proc-Type: 4,ENCRYPTED',
      `DEK-Info: ${before.headers.get('DEK-Info')}`,
      'kek-version: 3',
    ]);
    expect(blockOf(text).der).toEqual(before.der);
    expect((await files.readIdentity(kek)).deks).toBeDefined();
  });

  it('AC-105 opens with the new key alone once it was replaced, and has its headers', async () => {
    const leaf = await makeLeaf(root);
    const deks = newDeks((length) => new Uint8Array(length).fill(9));
    await write(leaf, { kek: lock, deks });
    const certificate = await readFile(path('swarm-node.crt'), 'utf8');
    await files.updateProtection((now) => updateKek(now, { key: otherKek, version: 4 }));
    await expect(files.readIdentity(kek)).rejects.toMatchObject({ code: 'locked' });
    const read = await files.readIdentity(otherKek);
    expect(read).toMatchObject({ kek: { key: otherKek, version: 4 }, deks });
    expect(read.key.equals(leaf.key)).toBe(true);
    expect(await readFile(path('swarm-node.crt'), 'utf8')).toBe(certificate);
  });

  it('AC-109 writes SEC 1 for engines that are older, once', async () => {
    const leaf = await makeLeaf(root);
    for (const key of [undefined, kek]) {
      await write(leaf, { kek: { key, version: 5 }, deks: newDeks(randomBytes) });
      const before = blockOf(await readKey());
      await files.downgradeKey();
      const after = blockOf(await readKey());
      expect(after.type).toBe('EC PRIVATE KEY');
      expect(Object.fromEntries(after.headers)).toMatchObject(Object.fromEntries(before.headers));
      expect(after.headers.has('DEK-Info')).toBe(key !== undefined);
      await expect(files.downgradeKey()).rejects.toThrow(/^key is already downgraded to PKCS#1$/);
      const read = await files.readIdentity(key);
      expect(read.key.equals(leaf.key)).toBe(true);
      expect(read.kek.version).toBe(5);
    }
  });

  it('AC-118 gives a key its data encryption key once', async () => {
    await write(await makeLeaf(root));
    const ensure = (now: Protection): Protection => ensureDeks(now, randomBytes);
    const { before, after } = await files.updateProtection(ensure);
    expect(before.deks).toBeUndefined();
    expect(after.deks).toBeDefined();
    const written = await readKey();
    expect(written).toContain('\nraft-dek: ');
    await new NodeFiles(directory, randomBytes).updateProtection(ensure);
    expect(await readKey()).toBe(written);
  });

  it('AC-120 leaves the file as it is when the swarm contradicts itself', async () => {
    await write(await makeLeaf(root), { kek: lock, deks: newDeks(randomBytes) });
    const written = await readKey();
    const update = files.updateProtection((now) => updateKek(now, { key: otherKek, version: 3 }));
    await expect(update).rejects.toMatchObject({ code: 'kek-conflict' });
    expect(await readKey()).toBe(written);
  });

  it('AC-121 locks the file and wants other data encryption keys, and unlocks it and wants none', async () => {
    const deks = newDeks(randomBytes);
    await write(await makeLeaf(root), { deks });
    await files.updateProtection((now) => updateKek(now, { key: kek, version: 1 }));
    expect([...blockOf(await readKey()).headers.keys()]).toEqual([
      'kek-version',
      'raft-dek',
      'raft-dek-needs-rotation',
    ]);
    expect((await files.readIdentity(kek)).deks).toMatchObject({ needsRotation: true, pending: undefined });

    await write(await makeLeaf(root), { deks });
    await files.updateProtection((now) => updateKek(now, { key: undefined, version: 2 }));
    expect((await files.readIdentity()).deks).toMatchObject({ needsRotation: false });
    expect(blockOf(await readKey()).type).toBe('PRIVATE KEY');
  });

  it('AC-149 before the lock has a plain key with two headers, and afterwards an encrypted one', async () => {
    await write(await makeLeaf(root, { role: 'manager' }), { deks: newDeks(randomBytes) });
    expect([...blockOf(await readKey()).headers.keys()]).toEqual(['kek-version', 'raft-dek']);
    await files.updateProtection((now) => updateKek(now, { key: kek, version: 1 }));
    expect(blockOf(await readKey()).type).toBe('ENCRYPTED PRIVATE KEY');
  });
});
