import { createCipheriv, createPrivateKey, generateKeyPairSync, pbkdf2Sync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex } from '../testing/certificates.ts';
import { DerReader, Tag } from '../x509/der-reader.ts';
import { der, integer, octetString, oid, raw, sequence } from '../x509/der-writer.ts';
import type { Pieces } from '../x509/der-writer.ts';
import { readPrivateKeyDer } from '../x509/private-key.ts';
import { decryptPkcs8, encryptPkcs8, isEncryptedPkcs8 } from './pkcs8.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const plainKey = privateKey.export({ format: 'der', type: 'pkcs8' });
const password = Buffer.from('00ff0a0d'.repeat(8), 'hex');
const salt = Buffer.alloc(8, 1);
const iv = Buffer.alloc(16, 2);
const fixed = (length: number): Uint8Array => (length === salt.length ? salt : iv);

/** An EncryptedPrivateKeyInfo in which a part can be wrong. */
function encrypted({
  scheme = '1.2.840.113549.1.5.13',
  kdf = '1.2.840.113549.1.5.12',
  cipher = '2.16.840.1.101.3.4.1.42',
  rounds = Uint8Array.of(8, 0),
  more = [] as Pieces,
  data = new Uint8Array(16),
}): Uint8Array {
  const kdfPart = sequence(oid(kdf), sequence(octetString(raw(salt)), integer(rounds), more));
  const cipherPart = sequence(oid(cipher), octetString(raw(iv)));
  return der(sequence(sequence(oid(scheme), sequence(kdfPart, cipherPart)), octetString(raw(data))));
}

/** What AES makes of bytes that are padded already. */
function encryptBlocks(blocks: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = pbkdf2Sync(password, salt, 2048, 32, 'sha1');
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

describe('PKCS #8', () => {
  it('AC-110 comes back as it was, and another password is seen', () => {
    const bytes = encryptPkcs8(plainKey, password, randomBytes);
    expect(hex(decryptPkcs8(bytes, password))).toBe(hex(plainKey));
    expect(() => decryptPkcs8(bytes, randomBytes(32))).toThrow(/^pkcs8: incorrect password$/);
    expect(() => decryptPkcs8(plainKey, password)).toThrow(/^pkcs8: only PKCS #5 v2.0 supported$/);
    expect([isEncryptedPkcs8(bytes), isEncryptedPkcs8(plainKey)]).toEqual([true, false]);
  });

  it('is what another implementation opens, and has nothing in it that could be left out', () => {
    const bytes = encryptPkcs8(plainKey, password, fixed);
    const opened = createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8', passphrase: password });
    expect(opened.equals(privateKey)).toBe(true);
    const algorithm = new DerReader(bytes).enter(Tag.sequence, '').contents(Tag.sequence, '');
    expect(hex(algorithm)).toBe(
      '06092a864886f70d01050d303c301b06092a864886f70d01050c300e04080101010101010101' +
        `02020800301d060960864801650304012a0410${hex(iv)}`,
    );
  });

  it.each([
    ['PKCS #5 v2.0', Uint8Array.of(0x30, 0), 'pkcs8: only PKCS #5 v2.0 supported'],
    [
      'PBES2',
      encrypted({ scheme: '1.2.840.113549.1.5.3', kdf: '1.2.3', cipher: '1.2.3' }),
      'pkcs8: only PBES2 supported',
    ],
    ['PBKDF2', encrypted({ kdf: '1.2.3', cipher: '1.2.3' }), 'pkcs8: only PBKDF2 supported'],
    ['AES-256-CBC', encrypted({ cipher: '2.16.840.1.101.3.4.1.2' }), 'pkcs8: only AES-256-CBC supported'],
    ['at least one round', encrypted({ rounds: Uint8Array.of(0) }), 'pkcs8: 0 iterations are not within'],
    ['few enough rounds', encrypted({ rounds: Uint8Array.of(0x7f, 255, 255, 255) }), 'pkcs8: 2147483647 iterations'],
    ['whole blocks', encrypted({ data: new Uint8Array(17) }), 'pkcs8: incorrect password'],
    ['data', encrypted({ data: new Uint8Array() }), 'pkcs8: incorrect password'],
  ])('AC-110 wants %s', (_what, bytes, message) => {
    expect(() => decryptPkcs8(bytes, password)).toThrow(message);
  });

  it('AC-110 looks at the key first and at the padding afterwards', () => {
    const padded = Buffer.concat([plainKey, Buffer.alloc(16 - (plainKey.length % 16), 32)]);
    const data = encryptBlocks(padded);
    expect(() => decryptPkcs8(encrypted({ data }), password)).toThrow(/^pkcs8: invalid padding size$/);
  });

  it('does not look at the PRF that a file names, as Docker does not', () => {
    const padding = 16 - (plainKey.length % 16);
    const data = encryptBlocks(Buffer.concat([plainKey, Buffer.alloc(padding, padding)]));
    const more = sequence(oid('1.2.840.113549.2.9'), [Uint8Array.of(5, 0)]);
    expect(hex(decryptPkcs8(encrypted({ data, more }), password))).toBe(hex(plainKey));
  });

  it('AC-111 becomes SEC 1 and SEC 1 becomes it, byte for byte', () => {
    const sec1 = privateKey.export({ format: 'der', type: 'sec1' });
    expect(hex(readPrivateKeyDer(sec1).export({ format: 'der', type: 'pkcs8' }))).toBe(hex(plainKey));
    expect(hex(readPrivateKeyDer(plainKey).export({ format: 'der', type: 'sec1' }))).toBe(hex(sec1));
    // SEC 1 within PKCS #8: version 1, the key, the point; the curve stands outside already.
    const [scalar, point] = [sec1.subarray(7, 39), sec1.subarray(-65)];
    expect(hex(plainKey).slice(58)).toBe(`306b0201010420${hex(scalar)}a144034200${hex(point)}`);
    expect(() => readPrivateKeyDer(Buffer.from('garbage'))).toThrow('Failed to parse private key');
  });
});
