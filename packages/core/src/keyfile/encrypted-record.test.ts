import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hex } from '../testing/certificates.ts';
import { Algorithm, multiDecrypter, openRecord, plain, sealRecord } from './encrypted-record.ts';
import type { Decrypter, Encrypter } from './encrypted-record.ts';
import { fernetDecrypter, fernetEncrypter } from './fernet.ts';
import { secretboxDecrypter, secretboxEncrypter } from './secretbox.ts';

const [key, otherKey] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];
const message = Buffer.from('what is kept');
const now = (): number => Date.UTC(2026, 10, 24);
const cannotDecrypt = expect.objectContaining({ code: 'cannot-decrypt' });

const secretbox = { encrypter: secretboxEncrypter(key, randomBytes), decrypter: secretboxDecrypter(key) };
const fernet = { encrypter: fernetEncrypter(key, randomBytes, now), decrypter: fernetDecrypter(key) };

describe.each<[string, { encrypter: Encrypter; decrypter: Decrypter }]>([
  ['plain', { encrypter: plain, decrypter: plain }],
  ['secretbox', secretbox],
  ['Fernet', fernet],
])('a record in %s', (_name, { encrypter, decrypter }) => {
  it('AC-113 is read by its own decrypter', () => {
    for (const plaintext of [message, Buffer.alloc(0), Buffer.alloc(300, 1)]) {
      expect(hex(openRecord(sealRecord(plaintext, encrypter), decrypter))).toBe(hex(plaintext));
    }
  });

  it('AC-113 is not read by the others', () => {
    const record = sealRecord(message, encrypter);
    const others = [plain, secretbox.decrypter, fernet.decrypter].filter((other) => other !== decrypter);
    for (const other of others) expect(() => openRecord(record, other)).toThrow(cannotDecrypt);
    expect(() => openRecord(record, multiDecrypter())).toThrow(cannotDecrypt);
  });
});

describe('records', () => {
  it('AC-113 need an encrypter and a decrypter', () => {
    expect(() => sealRecord(message, undefined)).toThrow('no encrypter');
    expect(() => openRecord(sealRecord(message, plain), undefined)).toThrow('no decrypter');
  });

  it.each([
    ['secretbox', secretbox],
    ['Fernet', fernet],
  ])('in %s are refused if one bit is another', (_name, { encrypter, decrypter }) => {
    const record = Buffer.from(sealRecord(message, encrypter));
    const outcomes = Array.from(record, (byte, at) => {
      const changed = Buffer.from(record);
      changed[at] = byte ^ 1;
      try {
        return hex(openRecord(changed, decrypter));
      } catch (error) {
        return error;
      }
    });
    for (const outcome of outcomes) expect(outcome).toEqual(cannotDecrypt);
  });

  it('AC-114 are read by whichever of several decrypters has the key, nested ones too', () => {
    const inner = multiDecrypter(fernetDecrypter(otherKey), secretboxDecrypter(key));
    const all = multiDecrypter(secretboxDecrypter(otherKey), multiDecrypter(plain, inner));
    const encrypters = [
      plain,
      secretbox.encrypter,
      secretboxEncrypter(otherKey, randomBytes),
      fernetEncrypter(otherKey, randomBytes, now),
    ];
    for (const encrypter of encrypters) {
      expect(hex(openRecord(sealRecord(message, encrypter), all))).toBe(hex(message));
    }
    for (const encrypter of [fernet.encrypter, secretboxEncrypter(Buffer.alloc(32), randomBytes)]) {
      expect(() => openRecord(sealRecord(message, encrypter), all)).toThrow(cannotDecrypt);
    }
  });

  it('are protobuf: algorithm, data, nonce', () => {
    const nonce = Buffer.alloc(24, 3);
    expect(hex(sealRecord(key, plain))).toBe(`1220${hex(key)}`);
    expect(
      hex(
        sealRecord(
          key,
          secretboxEncrypter(key, () => nonce),
        ),
      ),
    ).toMatch(new RegExp(`^08011230[0-9a-f]{96}1a18${hex(nonce)}$`));
    expect(hex(sealRecord(Buffer.alloc(300), plain)).slice(0, 6)).toBe('12ac02');
  });

  it.each([
    ['cut short', '122001'],
    ['without the length of its data', '12'],
    ['with a length without end', '12ffffffffff01'],
    ['without its algorithm', '08'],
    ['of an unknown algorithm', '0803120101'],
    ['with a field twice', '120101120102'],
    ['with a field that is not known', '120101220101'],
    ['that is no protobuf', 'ffffff'],
  ])('are refused %s', (_what, bytes) => {
    expect(() => openRecord(Buffer.from(bytes, 'hex'), plain)).toThrow('unable to unmarshal as MaybeEncryptedRecord');
  });

  it('hold in secretbox what NaCl makes, the tag first', () => {
    // The example of the NaCl library's own tests (secretbox.c): firstkey, nonce, and the first bytes of the box.
    const firstKey = Buffer.from('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389', 'hex');
    const nonce = Buffer.from('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37', 'hex');
    const plaintext = Buffer.from(
      'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f4' +
        '1db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e5' +
        '2f0a089bc76897040e082f937763848645e0705',
      'hex',
    );
    const { data } = secretboxEncrypter(firstKey, () => nonce).encrypt(plaintext);
    expect(hex(data).slice(0, 64)).toBe('f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce');
  });

  it('hold in Fernet what its specification makes', () => {
    const specKey = Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url');
    const iv = Uint8Array.from({ length: 16 }, (_, index) => index);
    const then = (): number => Date.parse('1985-10-26T01:20:00-07:00');
    const record = fernetEncrypter(specKey, () => iv, then).encrypt(Buffer.from('hello'));
    expect(Buffer.from(record.data).toString('latin1')).toBe(
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==',
    );
    expect(fernetDecrypter(specKey).decrypt(record)).toEqual(Buffer.from('hello'));
  });

  it.each([
    [
      'payload that is no whole blocks',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
    ],
    [
      'wrong padding',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
    ],
    ['hardly anything', 'gAAA'],
  ])('in Fernet are refused with %s', (_what, token) => {
    const specKey = Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url');
    const record = { algorithm: Algorithm.fernet, data: Buffer.from(token), nonce: new Uint8Array() };
    expect(fernetDecrypter(specKey).decrypt(record)).toBeUndefined();
  });
});
