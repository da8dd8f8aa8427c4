import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemEntropy } from '../../entropy/entropy.ts';
import { newDeks } from '../../keyfile/deks.ts';
import { noKek } from '../../keyfile/kek.ts';
import { formatNodeKey } from '../../keyfile/node-key.ts';
import { Problem } from '../../problem.ts';
import { makeRoot } from '../../testing/certificates.ts';
import { formatJoinToken } from '../../token/join-token.ts';
import { formatUnlockKey } from '../../token/unlock-key.ts';
import { encodePem } from '../../x509/pem.ts';
import { findInText } from '../text/find-in-text.ts';
import type { Item, PrivateKeyItem } from './item.ts';
import { itemsOf } from './read-find.ts';

const random = (length: number): Uint8Array => systemEntropy.bytes(length);
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const spki = publicKey.export({ format: 'der', type: 'spki' });
const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });

const itemsIn = (text: string): readonly Item[] => findInText(text).finds.flatMap((find) => itemsOf(find, 'text'));

function only<Kind extends Item['kind']>(kind: Kind, text: string): Extract<Item, { kind: Kind }> {
  const items = itemsIn(text);
  expect(items.map((item) => item.kind)).toEqual([kind]);
  return items[0] as Extract<Item, { kind: Kind }>;
}

/** Whether secret bytes stand in an item anywhere but in what was found. */
function isSecretKept({ find, ...item }: PrivateKeyItem): boolean {
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').toString('hex');
  const text = JSON.stringify(item, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );
  return find !== undefined && !text.includes(secret);
}

describe('what was found', () => {
  let root: Awaited<ReturnType<typeof makeRoot>>;
  beforeAll(async () => {
    root = await makeRoot();
  });

  it('is read as what it is, at its place', () => {
    const text = `before\n${root.pem}between\n${encodePem('PRIVATE KEY', pkcs8)}`;
    const [certificate, key] = itemsIn(text);
    expect(certificate).toMatchObject({ kind: 'certificate', trailing: 0, place: { source: 'text' } });
    expect(text.slice(key?.place.range?.start, key?.place.range?.end)).toBe(encodePem('PRIVATE KEY', pkcs8).trim());
    expect(key).toMatchObject({ kind: 'private-key', encoding: 'pkcs8', key: { algorithm: 'ec', curve: 'P-256' } });
  });

  it('shows the public half of a key and keeps the rest', () => {
    const item = only('private-key', encodePem('PRIVATE KEY', pkcs8));
    expect(Buffer.from(item.spki ?? [])).toEqual(spki);
    expect(isSecretKept(item)).toBe(true);
  });

  it.each([
    ['CERTIFICATE', 'TRUSTED CERTIFICATE'],
    ['X509 CERTIFICATE', 'X.509 CERTIFICATE'],
  ])('has another name for the same: %s, %s', (...labels) => {
    for (const label of labels) {
      const item = only('certificate', encodePem(label, root.certificate.der));
      expect(item).not.toHaveProperty('properLabel');
    }
  });

  it.each(['PRIVATE KEY', 'CERTIFICATE REQUEST', 'X509 CRL', 'PKCS7', 'PUBLIC KEY', 'SOMETHING ELSE'])(
    'under the label %s is a certificate all the same, and the proper label is named',
    (label) => {
      const item = only('certificate', encodePem(label, root.certificate.der));
      expect(item.properLabel).toBe('CERTIFICATE');
    },
  );

  it('under a label that is not known, or of parameters, is passed over', () => {
    expect(itemsIn(encodePem('SOMETHING ELSE', Uint8Array.of(1, 2, 3)))).toEqual([]);
    expect(itemsIn(encodePem('EC PARAMETERS', Uint8Array.of(6, 1, 42)))).toEqual([]);
  });

  it('but cannot be read says what it would be and why', () => {
    expect(only('unreadable', encodePem('CERTIFICATE', Uint8Array.of(1, 2, 3)))).toMatchObject({
      as: 'certificate',
      problem: { code: 'unknown-contents' },
    });
    const cut = only('unreadable', encodePem('CERTIFICATE', root.certificate.der.subarray(0, 100)));
    expect(cut.problem.message).toBe('the block says CERTIFICATE, but its contents are nothing of that kind');
    const bad = Buffer.from(root.certificate.der);
    const notBefore = bad.indexOf(Uint8Array.of(0x17, 13));
    bad.write('x', notBefore + 2);
    expect(only('unreadable', encodePem('CERTIFICATE', bad)).problem.code).toBe('malformed-certificate');
    const damaged = root.pem.replace(/\n(.{40})[^\n]*\n/, '\n$1\n');
    expect(only('unreadable', damaged).as).toBe('certificate');
  });

  it('with bytes behind it says how many', () => {
    const more = Buffer.concat([pkcs8, Buffer.from('rest')]);
    expect(only('private-key', encodePem('PRIVATE KEY', more)).trailing).toBe(4);
    const certificate = Buffer.concat([root.certificate.der, Buffer.alloc(3)]);
    expect(only('certificate', encodePem('CERTIFICATE', certificate)).trailing).toBe(3);
  });

  it('as the key file of a worker, a manager, and a locked manager', () => {
    const worker = formatNodeKey({ key: privateKey, kek: noKek, deks: undefined, headers: new Map() }, random);
    expect(only('private-key', worker)).toMatchObject({ nodeKey: { kekVersion: 0, needsRotation: false } });
    const deks = { ...newDeks(random), needsRotation: true };
    const manager = formatNodeKey({ key: privateKey, kek: noKek, deks, headers: new Map() }, random);
    expect(only('private-key', manager)).toMatchObject({
      encoding: 'pkcs8',
      nodeKey: { kekVersion: 0, raftDek: 'plain', needsRotation: true },
    });
    const kek = { key: random(32), version: 17 };
    const locked = formatNodeKey(
      { key: privateKey, kek, deks: { ...deks, pending: random(32) }, headers: new Map() },
      random,
    );
    const item = only('private-key', locked);
    expect(item).toMatchObject({
      encoding: 'encrypted-pkcs8',
      encryption: 'PBES2, AES-256-CBC, PBKDF2 (HMAC-SHA-1, 2048 rounds)',
      nodeKey: { kekVersion: 17, raftDek: 'encrypted', raftDekPending: 'encrypted' },
    });
    expect(item).not.toHaveProperty('spki');
  });

  it('as a header of a node that is no record', () => {
    const pem = encodePem(
      'PRIVATE KEY',
      pkcs8,
      new Map([
        ['raft-dek', 'AAAA'],
        ['kek-version', 'seven'],
      ]),
    );
    expect(only('private-key', pem).nodeKey).toEqual({ raftDek: 'unreadable', needsRotation: false });
  });

  it('as a join token, good or not', () => {
    const token = formatJoinToken(new Uint8Array(32).fill(7), new Uint8Array(16).fill(9));
    expect(only('join-token', `docker swarm join --token ${token} 10.0.0.1:2377`).token).toMatchObject({
      version: 1,
      digest: '07'.repeat(32),
    });
    const { token: bad } = only('join-token', token.slice(0, -3));
    expect(bad).toBeInstanceOf(Problem);
    expect(bad).toMatchObject({ code: 'invalid-join-token' });
  });

  it('as an unlock key, good, too short, or none', () => {
    const key = formatUnlockKey(random(32));
    expect(only('unlock-key', `key: ${key}\n`)).not.toHaveProperty('problem');
    expect(only('unlock-key', `key: ${formatUnlockKey(random(31))}\n`).problem?.message).toBe(
      'the unlock key opens nothing: it has 31 bytes',
    );
  });
});
