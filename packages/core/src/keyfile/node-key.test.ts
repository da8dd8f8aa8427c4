import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodePem } from '../x509/pem.ts';
import { formatNodeKey, keyPem, readNodeKey } from './node-key.ts';
import { unprotected } from './protection.ts';
import { decryptRfc1423, encryptRfc1423 } from './rfc1423.ts';

const kek = Buffer.alloc(32, 1);

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

describe('key files', () => {
  it('of very old engines are opened, and another password is seen even when its padding is right', () => {
    const key = newKey();
    const sec1 = key.export({ format: 'der', type: 'sec1' });
    const block = encryptRfc1423('EC PRIVATE KEY', sec1, kek, randomBytes);
    const text = encodePem(block.type, block.der, block.headers);
    expect(readNodeKey(text, kek).key.equals(key)).toBe(true);
    expect(() => readNodeKey(text)).toThrow(expect.objectContaining({ code: 'locked' }));

    const lucky = findPassword((password) => decryptRfc1423(block, password));
    expect(lucky).not.toEqual(kek);
    expect(() => readNodeKey(text, lucky)).toThrow(expect.objectContaining({ code: 'locked' }));
  });

  it('are locked when a key is encrypted in a way that nobody used', () => {
    const headers = new Map([
      ['Proc-Type', '4,ENCRYPTED'],
      ['DEK-Info', 'DES-EDE3-CBC,0102030405060708'],
    ]);
    const text = encodePem('EC PRIVATE KEY', new Uint8Array(16), headers);
    expect(() => readNodeKey(text, kek)).toThrow(expect.objectContaining({ code: 'locked' }));
  });

  it('are told from encrypted ones by what they are, whatever they are called', () => {
    const key = newKey();
    const locked = formatNodeKey({ ...unprotected, key, kek: { key: kek, version: 1 } }, randomBytes);
    const misnamed = locked.replaceAll('ENCRYPTED PRIVATE KEY', 'PRIVATE KEY');
    expect(readNodeKey(misnamed, kek).key.equals(key)).toBe(true);
    expect(() => readNodeKey(misnamed)).toThrow(expect.objectContaining({ code: 'locked' }));
    const open = keyPem(key).replaceAll('PRIVATE KEY', 'ENCRYPTED PRIVATE KEY');
    expect(readNodeKey(open).key.equals(key)).toBe(true);
  });

  it.each([
    ['no DER', encodePem('PRIVATE KEY', Buffer.from('rubbish'))],
    ['DER that is cut short', encodePem('PRIVATE KEY', Uint8Array.of(0x30, 9, 0x30, 9))],
    ['no key', encodePem('PRIVATE KEY', Uint8Array.of(0x30, 0))],
    [
      'many headers',
      encodePem('PRIVATE KEY', Uint8Array.of(0x30, 0), new Map(Array.from({ length: 65 }, (_, n) => [`n${n}`, '']))),
    ],
  ])('are refused with %s', (_what, text) => {
    for (const given of [undefined, kek]) {
      expect(() => readNodeKey(text, given)).toThrow(expect.objectContaining({ code: 'malformed-key' }));
    }
  });

  it('tell a version that is no number from one', () => {
    const key = newKey();
    const der = key.export({ format: 'der', type: 'pkcs8' });
    const versionOf = (text: string): number => {
      const header = new Map([['kek-version', text]]);
      return readNodeKey(encodePem('PRIVATE KEY', der, header)).kek.version;
    };
    expect(['7', '9007199254740991', '9007199254740992', '-1', '1e3', 'x', ''].map(versionOf)).toEqual([
      7, 9007199254740991, 0, 0, 0, 0, 0,
    ]);
  });
});

/** A wrong password that is not seen to be wrong; one in 256 is. */
function findPassword(decrypt: (password: Uint8Array) => Uint8Array): Uint8Array {
  for (let tries = 0; tries < 20_000; tries++) {
    const password = randomBytes(32);
    try {
      decrypt(password);
      return password;
    } catch {
      // The next one.
    }
  }
  throw new Error('no password passes by accident');
}
