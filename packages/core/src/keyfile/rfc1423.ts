import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import type { PemBlock } from '../x509/pem.ts';
import { KeyFileProblem } from './problem.ts';
import type { Random } from './random.ts';

const cipher = 'aes-256-cbc';
const keyLength = 32;
const ivLength = 16;
const saltLength = 8;

/** The headers that say how a PEM block is encrypted; everything else in a block's headers is the application's. */
export const encryptionHeaders: readonly string[] = ['Proc-Type', 'DEK-Info'];

/** Whether a block is encrypted by RFC 1423, as very old engines' keys are. */
export function isEncryptedRfc1423({ headers }: PemBlock): boolean {
  return headers.has('DEK-Info') || (headers.get('Proc-Type')?.includes('ENCRYPTED') ?? false);
}

/** Encrypts a PEM block's contents. @param password raw bytes */
export function encryptRfc1423(type: string, plaintext: Uint8Array, password: Uint8Array, random: Random): PemBlock {
  const iv = random(ivLength);
  const encryption = createCipheriv(cipher, deriveKey(password, iv), iv);
  const headers = new Map([
    ['Proc-Type', '4,ENCRYPTED'],
    ['DEK-Info', `AES-256-CBC,${Buffer.from(iv).toString('hex')}`],
  ]);
  return { type, headers, der: Buffer.concat([encryption.update(plaintext), encryption.final()]) };
}

/**
 * Decrypts a PEM block's contents. Whether the password was right is told by the padding alone, which one wrong password
 * in 256 gets right: so it is for the caller to see whether the contents make sense.
 *
 * @throws {KeyFileProblem} `unsupported-encryption`, `wrong-password`
 */
export function decryptRfc1423({ headers, der }: PemBlock, password: Uint8Array): Uint8Array {
  const [, hex] = /^AES-256-CBC,([0-9a-f]{32})$/i.exec(headers.get('DEK-Info') ?? '') ?? [];
  if (hex === undefined) {
    throw new KeyFileProblem('unsupported-encryption', 'the key is encrypted in a way that swarm does not use', {
      expected: 'a header DEK-Info with AES-256-CBC and 16 bytes in hexadecimal',
      next: 'Encrypt the key again: `openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA1`.',
    });
  }
  const iv = Buffer.from(hex, 'hex');
  const decryption = createDecipheriv(cipher, deriveKey(password, iv), iv);
  try {
    return Buffer.concat([decryption.update(der), decryption.final()]);
  } catch (cause) {
    throw new KeyFileProblem('wrong-password', 'x509: decryption password incorrect', {
      expected: 'the password with which the key was encrypted',
      cause,
    });
  }
}

/** OpenSSL's EVP_BytesToKey: MD5, once, salted with the IV's beginning. */
function deriveKey(password: Uint8Array, iv: Uint8Array): Uint8Array {
  const salted = Buffer.concat([password, iv.subarray(0, saltLength)]);
  let key = Buffer.alloc(0);
  let digest = Buffer.alloc(0);
  while (key.length < keyLength) {
    digest = createHash('md5').update(digest).update(salted).digest();
    key = Buffer.concat([key, digest]);
  }
  return key.subarray(0, keyLength);
}
