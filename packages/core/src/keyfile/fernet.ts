import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { Algorithm } from './encrypted-record.ts';
import type { Decrypter, Encrypter } from './encrypted-record.ts';
import type { Random } from './random.ts';

const version = 0x80;
const ivStart = 9;
const ivLength = 16;
const payloadStart = ivStart + ivLength;
const blockLength = 16;
const macLength = 32;

/**
 * Fernet, version 0x80: what Docker encrypts with in FIPS mode, its other cipher being none of those that FIPS allows.
 * A token is base64 (URL alphabet, padded) of version, time, IV, AES-128-CBC, HMAC-SHA256.
 *
 * @param key 32 bytes: 16 for the HMAC, then 16 for AES
 * @param now ms since epoch; stands in the token, and nobody looks at it
 */
export function fernetEncrypter(key: Uint8Array, random: Random, now: () => number): Encrypter {
  const { signing, encryption } = halves(key);
  return {
    encrypt(plaintext) {
      const iv = random(ivLength);
      const cipher = createCipheriv('aes-128-cbc', encryption, iv);
      const head = Buffer.alloc(ivStart);
      head.writeUInt8(version);
      head.writeBigUInt64BE(BigInt(Math.floor(now() / 1000)), 1);
      const signed = Buffer.concat([head, iv, cipher.update(plaintext), cipher.final()]);
      const token = Buffer.concat([signed, mac(signing, signed)]).toString('base64');
      const data = Buffer.from(token.replaceAll('+', '-').replaceAll('/', '_'), 'latin1');
      return { algorithm: Algorithm.fernet, data, nonce: new Uint8Array() };
    },
  };
}

/** Reads what {@link fernetEncrypter} wrote, however long ago. @param key 32 bytes */
export function fernetDecrypter(key: Uint8Array): Decrypter {
  const { signing, encryption } = halves(key);
  return {
    decrypt({ algorithm, data }) {
      const token = algorithm === Algorithm.fernet ? fromBase64Url(data) : undefined;
      if (token === undefined || token.length < payloadStart + blockLength + macLength) return undefined;
      const signed = token.subarray(0, -macLength);
      if (token[0] !== version || !timingSafeEqual(token.subarray(-macLength), mac(signing, signed))) return undefined;
      const decipher = createDecipheriv('aes-128-cbc', encryption, token.subarray(ivStart, payloadStart));
      try {
        return Buffer.concat([decipher.update(signed.subarray(payloadStart)), decipher.final()]);
      } catch {
        // Padding or length that are wrong under a right HMAC: somebody who has the key wrote no Fernet.
        return undefined;
      }
    },
  };
}

function halves(key: Uint8Array): { readonly signing: Uint8Array; readonly encryption: Uint8Array } {
  return { signing: key.subarray(0, 16), encryption: key.subarray(16, 32) };
}

function mac(key: Uint8Array, signed: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(signed).digest();
}

function fromBase64Url(data: Uint8Array): Buffer | undefined {
  const text = Buffer.from(data).toString('latin1');
  const isStrict = text.length % 4 === 0 && /^[A-Za-z0-9_-]*={0,2}$/.test(text);
  return isStrict ? Buffer.from(text, 'base64url') : undefined;
}
