import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { cfsslError } from './certificate.ts';
import { decodePem } from './pem.ts';
import { X509Problem } from './problem.ts';
import { checkPublicKey } from './public-key.ts';

/** An RSA key of 16384 bits has some 13 KB. */
const largestKey = 64 * 1024;

/**
 * Reads a CA's private key as Docker does (docs/protocol.md §1.3 row 6): PKCS #8, PKCS #1 or SEC 1, an
 * `EC PARAMETERS` block before it passed over. Keys that Go cannot read are not read here.
 *
 * @param pem PEM
 * @throws {X509Problem} `malformed-key`; the key is no part of the text
 */
export function readPrivateKey(pem: string): KeyObject {
  const blocks = pem.length > largestKey ? [] : decodePem(pem).blocks;
  const block = blocks.find(({ type }) => type !== 'EC PARAMETERS');
  if (block === undefined) throw malformedKey(2002, 'Failed to decode private key');
  if (block.headers.get('Proc-Type')?.includes('ENCRYPTED')) throw malformedKey(2100, 'Private key is encrypted.');
  return readPrivateKeyDer(block.der);
}

/**
 * Reads a private key that is not encrypted.
 *
 * @param der PKCS #8, PKCS #1 or SEC 1; nothing may follow
 * @throws {X509Problem} `malformed-key`
 */
export function readPrivateKeyDer(der: Uint8Array): KeyObject {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type });
      if (isReadByGo(key)) return key;
    } catch {
      // Which of the three it is cannot be told but by trying; if none fits, that is said below.
    }
  }
  throw malformedKey(2003, 'Failed to parse private key');
}

/** OpenSSL reads more kinds of keys and more curves than Go. */
function isReadByGo(key: KeyObject): boolean {
  return checkPublicKey(createPublicKey(key).export({ format: 'der', type: 'spki' })) !== 'other';
}

/** A key as swarm's cluster object holds generated roots' keys: SEC 1, PEM type `EC PRIVATE KEY`. */
export function sec1Pem(privateKey: KeyObject): string {
  return privateKey.export({ format: 'pem', type: 'sec1' }).toString();
}

function malformedKey(code: number, message: string): X509Problem {
  return new X509Problem('malformed-key', `malformed private key: ${cfsslError(code, message)}`, {
    expected: 'an unencrypted private key in PEM: PKCS #8, PKCS #1 or SEC 1',
    next: 'Give the key in one of these forms; `openssl pkey` converts and decrypts.',
  });
}
