import type { KeyObject } from 'node:crypto';
import { decodePem, encodePem } from '../x509/pem.ts';
import type { PemBlock } from '../x509/pem.ts';
import { readPrivateKeyDer } from '../x509/private-key.ts';
import { reasonOf } from '../problem.ts';
import { dekHeaders, formatDeks, readDeks } from './deks.ts';
import { isSameKey, kekLength } from './kek.ts';
import { decryptPkcs8, encryptPkcs8, isEncryptedPkcs8 } from './pkcs8.ts';
import { KeyFileProblem, lockedProblem } from './problem.ts';
import type { Protection } from './protection.ts';
import type { Random } from './random.ts';
import { decryptRfc1423, encryptRfc1423, encryptionHeaders, isEncryptedRfc1423 } from './rfc1423.ts';

/** A node's private key as it stands in `swarm-node.key` (docs/protocol.md §10.2). */
export interface NodeKey extends Protection {
  readonly key: KeyObject;
}

const kekVersionHeader = 'kek-version';
const sec1Type = 'EC PRIVATE KEY';
const mostHeaders = 64;
/** Our headers and those of RFC 1423; all others are somebody else's. */
const ownHeaders: readonly string[] = [kekVersionHeader, ...dekHeaders, ...encryptionHeaders];

/**
 * Writes a key: PKCS #8, encrypted if there is a key encryption key, headers sorted by name.
 *
 * @returns PEM with headers, which OpenSSL refuses; see {@link keyPem}
 */
export function formatNodeKey(nodeKey: NodeKey, random: Random): string {
  const { key: password } = nodeKey.kek;
  const der = nodeKey.key.export({ format: 'der', type: 'pkcs8' });
  const headers = formatHeaders(nodeKey, random);
  if (password === undefined) return encodePem('PRIVATE KEY', der, headers);
  return encodePem('ENCRYPTED PRIVATE KEY', encryptPkcs8(der, password, random), headers);
}

/** The key alone, in the form that TLS takes: PKCS #8 PEM without headers. */
export function keyPem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/**
 * Reads a key: PKCS #8, or as older engines wrote it SEC 1 and RFC 1423. A key that is not encrypted is read whatever is
 * given, unless its data encryption keys say that it should be.
 *
 * @param kek opens it: 32 bytes
 * @throws {KeyFileProblem} `malformed-key`, `malformed-header`, and `locked` for a key encryption key that is missing or
 * another one
 */
export function readNodeKey(pem: string, kek?: Uint8Array): NodeKey {
  if (kek !== undefined && kek.length !== kekLength) throw lockedProblem(kek);
  const block = firstBlock(pem);
  const key = openKey(block, kek);
  const version = Number(/^\d{1,16}$/.exec(block.headers.get(kekVersionHeader) ?? '')?.[0] ?? 0);
  return {
    key,
    kek: { key: kek, version: Number.isSafeInteger(version) ? version : 0 },
    deks: openDeks(block, kek),
    headers: new Map([...block.headers].filter(([name]) => !ownHeaders.includes(name))),
  };
}

/**
 * Writes a key file anew with other headers. The key in it is left as it is, byte for byte, unless its key encryption key
 * becomes another.
 *
 * @param kek opens it as it is now
 * @throws {KeyFileProblem} `malformed-key`, `locked`
 */
export function rewriteNodeKey(pem: string, kek: Uint8Array | undefined, after: Protection, random: Random): string {
  const block = firstBlock(pem);
  if (!isSameKey(kek, after.kek.key)) return formatNodeKey({ ...after, key: openKey(block, kek) }, random);
  const kept = [...block.headers].filter(([name]) => encryptionHeaders.includes(name));
  return encodePem(block.type, block.der, new Map([...formatHeaders(after, random), ...kept]));
}

/**
 * Writes a key as engines did before they knew PKCS #8: SEC 1, and RFC 1423 if it is encrypted. Its headers stay.
 *
 * @throws {KeyFileProblem} `already-downgraded`, `malformed-key`, `locked`
 */
export function downgradeNodeKey(pem: string, kek: Uint8Array | undefined, random: Random): string {
  const block = firstBlock(pem);
  if (block.type === sec1Type) {
    throw new KeyFileProblem('already-downgraded', 'key is already downgraded to PKCS#1', {
      expected: 'a key in PKCS #8',
    });
  }
  const key = openKey(block, kek);
  if (key.asymmetricKeyType !== 'ec') throw malformedKey('only keys of elliptic curves have that form');
  const der = key.export({ format: 'der', type: 'sec1' });
  if (kek === undefined || !isEncrypted(block)) return encodePem(sec1Type, der, block.headers);
  const encrypted = encryptRfc1423(sec1Type, der, kek, random);
  return encodePem(sec1Type, encrypted.der, new Map([...block.headers, ...encrypted.headers]));
}

function firstBlock(pem: string): PemBlock {
  const [block] = decodePem(pem).blocks;
  if (block === undefined) throw malformedKey('invalid PEM-encoded private key');
  if (block.headers.size > mostHeaders) throw malformedKey(`the key has ${block.headers.size} headers`);
  return block;
}

/** As Docker does: where there are data encryption keys, headers of others do not survive. */
function formatHeaders({ kek, deks, headers }: Protection, random: Random): ReadonlyMap<string, string> {
  const others = deks === undefined ? headers : formatDeks(deks, kek.key, random);
  return new Map([...others, [kekVersionHeader, String(kek.version)]]);
}

function openKey(block: PemBlock, kek: Uint8Array | undefined): KeyObject {
  try {
    return isEncrypted(block) ? decrypt(block, kek) : readPrivateKeyDer(block.der);
  } catch (cause) {
    if (cause instanceof KeyFileProblem) throw cause;
    throw malformedKey(reasonOf(cause), cause);
  }
}

/** Told by the contents, not by the block's type. @throws {X509Problem} */
function isEncrypted(block: PemBlock): boolean {
  return isEncryptedRfc1423(block) || isEncryptedPkcs8(block.der);
}

/** As in Docker, whatever fails here counts as a wrong key. That what comes out is a key is part of the check. */
function decrypt(block: PemBlock, kek: Uint8Array | undefined): KeyObject {
  if (kek === undefined) throw lockedProblem(kek);
  try {
    return readPrivateKeyDer(isEncryptedRfc1423(block) ? decryptRfc1423(block, kek) : decryptPkcs8(block.der, kek));
  } catch (cause) {
    throw lockedProblem(kek, cause);
  }
}

function openDeks({ headers }: PemBlock, kek: Uint8Array | undefined): Protection['deks'] {
  try {
    return readDeks(headers, kek);
  } catch (cause) {
    const isLocked = cause instanceof KeyFileProblem && cause.code === 'cannot-decrypt';
    throw isLocked ? lockedProblem(kek, cause) : cause;
  }
}

function malformedKey(message: string, cause?: unknown): KeyFileProblem {
  return new KeyFileProblem('malformed-key', message, {
    expected: 'a private key in PEM: PKCS #8 or SEC 1',
    next: 'Restore swarm-node.key from a backup, or let the node leave the swarm and join it again.',
    cause,
  });
}
