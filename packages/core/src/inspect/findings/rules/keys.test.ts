import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAuthority, makeLeaf, makeRoot, makeServer, pkcs8Pem } from '../../../testing/certificates.ts';
import { found, judged } from '../../../testing/judged.ts';
import { encodePem } from '../../../x509/pem.ts';

describe('keys', async () => {
  const root = await makeRoot();
  const one = await makeServer(root, ['one.example'], { subject: 'one' });
  const other = await makeServer(root, ['other.example'], { subject: 'other' });
  const [key, otherKey] = [pkcs8Pem(one.key), pkcs8Pem(other.key)];
  const locked = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'secret',
  });

  it('belong to the certificate beside them', () => {
    expect(found({ 'a.crt': one.pem, 'a.key': key })).toEqual([]);
    expect(found({ 'a.pem': one.pem + key })).toEqual([]);
    expect(found({ 'a.pem': one.pem + otherKey })).toEqual(['error key-mismatch a.pem']);
    expect(found({ 'd/a.crt': one.pem, 'd/a-key.pem': otherKey })).toEqual(['error key-mismatch d/a-key.pem']);
    expect(found({ 'd/a.crt': one.pem, 'e/a.key': otherKey })).toEqual([]);
  });

  it('are told from one that belongs to something else here', () => {
    expect(found({ 'a.crt': one.pem, 'a.key': otherKey, 'b.crt': other.pem })).toEqual([]);
  });

  it('are not shared by owners', async () => {
    const shared = await makeLeaf(root, { nodeId: 'm'.repeat(25) }, { keys: one.keys });
    const mine = await makeLeaf(root, {}, { keys: one.keys });
    expect(found({ a: mine.pem, b: shared.pem })).toEqual(['warning key-reused b']);
    // A node that renews may keep its key, as far as that goes.
    const renewed = await makeLeaf(root, {}, { keys: one.keys });
    expect(found({ a: mine.pem, b: renewed.pem })).toEqual([]);
  });

  it('may be encrypted', () => {
    expect(found({ 'a.key': locked.toString() })).toEqual(['information encrypted-key a.key']);
    const [, body = ''] = /-----\n([^-]*)-----END/.exec(locked.toString()) ?? [];
    const der = Buffer.from(body, 'base64');
    const headers = new Map([['kek-version', '12']]);
    const node = encodePem('ENCRYPTED PRIVATE KEY', der, headers);
    expect(judged({ 'swarm-node.key': node }).findings).toMatchObject([
      { code: 'locked-node-key', facts: { kekVersion: 12 } },
    ]);
  });

  it('and certificates may stand twice in one file', async () => {
    const authority = await makeAuthority({ subject: 'x' });
    expect(found({ a: authority.pem + authority.pem })).toEqual(['hint certificate-twice a']);
    expect(found({ a: authority.pem, b: authority.pem })).toEqual([]);
  });
});
