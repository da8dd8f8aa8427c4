import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { Algorithm } from './encrypted-record.ts';
import type { Decrypter, Encrypter } from './encrypted-record.ts';
import type { Random } from './random.ts';

const nonceLength = 24;
const tagLength = 16;

/** NaCl's secretbox: what Docker encrypts with. @param key 32 bytes */
export function secretboxEncrypter(key: Uint8Array, random: Random): Encrypter {
  return {
    encrypt(plaintext) {
      const nonce = random(nonceLength);
      return { algorithm: Algorithm.secretbox, data: xsalsa20poly1305(key, nonce).encrypt(plaintext), nonce };
    },
  };
}

/** Reads what {@link secretboxEncrypter} wrote. @param key 32 bytes */
export function secretboxDecrypter(key: Uint8Array): Decrypter {
  return {
    decrypt({ algorithm, data, nonce }) {
      if (algorithm !== Algorithm.secretbox || nonce.length !== nonceLength || data.length < tagLength)
        return undefined;
      const box = xsalsa20poly1305(key, nonce);
      try {
        return box.decrypt(data);
      } catch {
        // All lengths being right, what is left is the tag: the record is of another key.
        return undefined;
      }
    },
  };
}
