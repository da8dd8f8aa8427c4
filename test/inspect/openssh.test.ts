import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PrivateKeyItem } from '../../packages/core/src/inspect/items/item.ts';
import { itemsInBytes } from '../../packages/core/src/inspect/items/read-bytes.ts';

const sshKeygenMissing =
  spawnSync('ssh-keygen', ['-V']).error === undefined
    ? undefined
    : 'there is no ssh-keygen on the PATH (Debian: openssh-client)';

describe.skipIf(sshKeygenMissing !== undefined)('keys as OpenSSH writes them', () => {
  const directory = mkdtempSync(join(tmpdir(), 'swarmpki-openssh-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  const run = (...parameters: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('ssh-keygen', parameters, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`ssh-keygen ${parameters.join(' ')}: ${stderr}`);
    return stdout;
  };
  const keyOf = (name: string): PrivateKeyItem => {
    const [item] = itemsInBytes(readFileSync(join(directory, name)), name);
    if (item?.kind !== 'private-key') throw new Error(`read as ${item?.kind ?? 'nothing'}`);
    return item;
  };

  it.each([
    ['ecdsa', '256', { algorithm: 'ec', curve: 'P-256' }],
    ['ecdsa', '521', { algorithm: 'ec', curve: 'P-521' }],
    ['rsa', '2048', { algorithm: 'rsa', bits: 2048 }],
  ])('%s of %s bits: the public half is that of ssh-keygen, encrypted or not', (type, bits, kind) => {
    for (const [index, password] of ['', 'a password'].entries()) {
      const name = `${type}-${bits}-${index}`;
      const file = join(directory, name);
      run('-q', '-t', type, '-b', bits, '-N', password, '-f', file);
      const item = keyOf(name);
      expect(item).toMatchObject({ encoding: 'openssh', key: kind });
      const spki = Buffer.from(run('-e', '-m', 'PKCS8', '-f', `${file}.pub`).replace(/-----.*-----|\s/g, ''), 'base64');
      expect(Buffer.from(item.spki ?? [])).toEqual(spki);
      if (password === '') expect(item).not.toHaveProperty('encryption');
      else expect(item.encryption).toMatch(/^OpenSSH, aes256-ctr, bcrypt \(\d+ rounds\)$/);
    }
  });

  it('Ed25519, of which ssh-keygen writes no other form: its public half is the last of its text', () => {
    const file = join(directory, 'ed25519');
    run('-q', '-t', 'ed25519', '-N', '', '-f', file);
    const [, base64 = ''] = readFileSync(`${file}.pub`, 'utf8').split(' ');
    const item = keyOf('ed25519');
    expect(item.key).toEqual({ algorithm: 'ed25519' });
    expect(Buffer.from(item.spki ?? []).subarray(-32)).toEqual(Buffer.from(base64, 'base64').subarray(-32));
  });
});
