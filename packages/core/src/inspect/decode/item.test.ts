import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex, makeRoot, noon } from '../../testing/certificates.ts';
import { pkcs7Of } from '../../testing/odd-certificates.ts';
import { formatJoinToken } from '../../token/join-token.ts';
import { formatUnlockKey } from '../../token/unlock-key.ts';
import { encodePem } from '../../x509/pem.ts';
import { itemsInBytes } from '../items/read-bytes.ts';
import { peopleItem } from '../layout/people-item.ts';
import { describeItem } from './item.ts';
import type { DescribeOptions, ItemDescription } from './item.ts';

async function describeFirst(contents: string | Uint8Array, options: DescribeOptions = {}): Promise<ItemDescription> {
  const [item] = itemsInBytes(Buffer.from(contents), 'file');
  if (item === undefined) throw new Error('nothing was found');
  return describeItem(item, options);
}

const people = (description: ItemDescription): string =>
  peopleItem(description, noon)
    .map((line) => line.map(({ text }) => text).join(''))
    .join('\n');

describe('the description of a private key', () => {
  const keys = {
    'EC, PKCS #8': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      format: 'der',
      type: 'pkcs8',
    }),
    'EC, SEC 1': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'sec1' }),
    'RSA, PKCS #1': generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
      format: 'der',
      type: 'pkcs1',
    }),
    'RSA, PKCS #8': generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
      format: 'der',
      type: 'pkcs8',
    }),
    Ed25519: generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
  };

  it.each(Object.entries(keys))('has no secret number in it unless it was asked for: %s', async (_, der) => {
    const open = await describeFirst(der, { secrets: true });
    if (open.kind !== 'private-key') throw new Error(`read as ${open.kind}`);
    const secrets = Object.values(open.secrets ?? {});
    expect(secrets.length).toBeGreaterThan(0);
    const shut = await describeFirst(der);
    for (const secret of secrets) {
      expect(hex(der)).toContain(secret);
      expect(JSON.stringify(shut)).not.toContain(secret);
      expect(people(shut)).not.toContain(secret);
      expect(people(open)).toContain(secret);
    }
    const { secrets: _secrets, ...rest } = open;
    expect(shut).toEqual(rest);
  });

  it('names the key by the SHA-256 of its public half', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = await describeFirst(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    const half = await describeFirst(publicKey.export({ format: 'pem', type: 'spki' }).toString());
    if (key.kind !== 'private-key' || half.kind !== 'public-key') throw new Error('read as something else');
    expect(key.publicKey).toEqual({ ...half, kind: undefined });
    expect(people(key)).toContain(half.sha256);
  });
});

describe('the description of a token', () => {
  const token = formatJoinToken(
    new Uint8Array(32).fill(7),
    Uint8Array.from({ length: 16 }, (_, index) => index + 100),
  );
  const secret = token.slice(-25);

  it('has its secret only if that was asked for', async () => {
    const shut = await describeFirst(token);
    expect(shut).toEqual({ kind: 'join-token', version: 1, fips: false, digest: '07'.repeat(32) });
    expect(people(shut)).not.toContain(secret);
    const open = await describeFirst(token, { secrets: true });
    expect(open).toMatchObject({ secret });
    expect(people(open)).toContain(secret);
  });

  it('that is none says why, and does not repeat it', async () => {
    const bad = await describeFirst(token.slice(0, -1));
    expect(bad).toMatchObject({ kind: 'join-token', problem: { code: 'invalid-join-token' } });
    expect(JSON.stringify(bad) + people(bad)).not.toContain(secret.slice(0, -1));
  });

  it('of an unlock key likewise', async () => {
    const key = new Uint8Array(32).fill(0xab);
    expect(await describeFirst(formatUnlockKey(key))).toEqual({ kind: 'unlock-key' });
    expect(await describeFirst(formatUnlockKey(key), { secrets: true })).toMatchObject({ key: hex(key) });
  });
});

describe('the description of a container and of what cannot be read', () => {
  it('of PKCS #7 counts what is in it', async () => {
    const { der } = (await makeRoot()).certificate;
    const description = await describeFirst(pkcs7Of([der, der]));
    expect(description).toMatchObject({ kind: 'pkcs7', locked: false, signedData: { certificates: 2, signers: 0 } });
    expect(people(description)).toContain('2 certificates');
  });

  it('says what it should be and why it is not', async () => {
    const description = await describeFirst(encodePem('CERTIFICATE', Uint8Array.of(1)));
    expect(description).toMatchObject({ kind: 'unreadable', as: 'certificate', problem: { code: 'unknown-contents' } });
    expect(people(description)).toMatch(/^certificate that cannot be read\n {2}problem/);
  });
});
