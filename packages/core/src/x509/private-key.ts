import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decodePem } from './pem.ts';
import { X509Problem } from './problem.ts';
import { cfsslError } from './certificate.ts';

/**
 * Reads a CA's private key as Docker does (docs/protocol.md §1.3 row 6): PKCS #8, PKCS #1 or SEC 1, an
 * `EC PARAMETERS` block before it passed over.
 *
 * @param pem PEM
 * @throws {X509Problem} `malformed-key`; the key is no part of the text
 */
export function readPrivateKey(pem: string): KeyObject {
  const block = decodePem(pem).blocks.find(({ type }) => type !== 'EC PARAMETERS');
  if (block === undefined) throw malformedKey(2002, 'Failed to decode private key');
  if (block.headers.get('Proc-Type')?.includes('ENCRYPTED') || block.type === 'ENCRYPTED PRIVATE KEY') {
    throw malformedKey(2100, 'Private key is encrypted.');
  }
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
      return createPrivateKey({ key: Buffer.from(der), format: 'der', type });
    } catch {
      // Which of the three it is cannot be told but by trying; if none fits, that is said below.
    }
  }
  throw malformedKey(2003, 'Failed to parse private key');
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
