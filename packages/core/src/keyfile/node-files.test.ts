import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../testing/certificates.ts';
import type { Authority } from '../testing/certificates.ts';
import { normalisePem } from '../x509/pem.ts';
import { sec1Pem } from '../x509/private-key.ts';
import { dekHeader, formatDek, readDek } from './dek-header.ts';
import { NodeFiles } from './node-files.ts';
import { keyPem } from './node-key.ts';

let base: string;
let directory: string;
let files: NodeFiles;
let root: Authority;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  directory = join(base, 'swarm', 'certificates');
  files = new NodeFiles(directory);
  root = await makeRoot();
});
afterEach(() => rm(base, { recursive: true }));

const path = (name: string): string => join(directory, name);
const headers = new Map<string, string>();

async function write(leaf: Authority, kekVersion = 0): Promise<void> {
  await files.writeIdentity({ certificatePem: leaf.pem, key: leaf.key, kekVersion, headers });
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
    expect(await new NodeFiles(directory).readRoot()).toBe(bundle);
    await expect(files.readIdentity()).rejects.toMatchObject({ code: 'no-identity' });
  });

  it('AC-099 makes the directory, and gives back what was written, with version 0', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    const read = await files.readIdentity();
    expect(read.certificatePem).toBe(leaf.pem);
    expect(read.key.equals(leaf.key)).toBe(true);
    expect(read.kekVersion).toBe(0);
    expect((await stat(path('swarm-node.key'))).mode & 0o777).toBe(0o600);
    expect((await stat(path('swarm-node.crt'))).mode & 0o777).toBe(0o644);
    expect(await readdir(directory)).toEqual(['swarm-node.crt', 'swarm-node.key']);
  });

  it('writes the key as PKCS #8 with its headers sorted and a blank line after them', async () => {
    const leaf = await makeLeaf(root, { role: 'manager' });
    const dek = new Uint8Array(32).fill(9);
    await files.writeIdentity({
      certificatePem: leaf.pem,
      key: leaf.key,
      kekVersion: 11,
      headers: new Map([[dekHeader, formatDek(dek)]]),
    });
    const lines = (await readFile(path('swarm-node.key'), 'utf8')).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '-----BEGIN PRIVATE KEY-----',
      'kek-version: 11',
      'raft-dek: EiAJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQ==',
      '',
    ]);
    const read = await files.readIdentity();
    expect(read.kekVersion).toBe(11);
    expect(readDek(read.headers.get(dekHeader) ?? '')).toEqual(dek);
  });

  it('keeps headers that it does not know, and reads keys of older engines', async () => {
    const leaf = await makeLeaf(root);
    await write(leaf);
    const sec1 = sec1Pem(leaf.key).replace('-----\n', '-----\nhello: world\nkek-version: 8\n\n');
    await writeFile(path('swarm-node.key'), sec1);
    const read = await files.readIdentity();
    expect(read.headers).toEqual(new Map([['hello', 'world']]));
    expect(read.kekVersion).toBe(8);
    await files.writeIdentity(read);
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
});
