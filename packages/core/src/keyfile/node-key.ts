import type { KeyObject } from 'node:crypto';
import { DerReader, Tag } from '../x509/der-reader.ts';
import { decodePem, encodePem } from '../x509/pem.ts';
import type { PemBlock } from '../x509/pem.ts';
import { readPrivateKey } from '../x509/private-key.ts';
import { KeyFileProblem } from './problem.ts';
import { reasonOf } from '../problem.ts';

/** A node's private key as it stands in `swarm-node.key` (docs/protocol.md §10.2). */
export interface NodeKey {
  readonly key: KeyObject;
  /** Version of the cluster object at which the key encryption key was last written; 0 on workers. */
  readonly kekVersion: number;
  /** The other PEM headers, kept as they are: `raft-dek` and its kin on managers. */
  readonly headers: ReadonlyMap<string, string>;
}

const kekVersionHeader = 'kek-version';

/** Writes a key: PKCS #8, headers sorted by name. @returns PEM with headers, which OpenSSL refuses; see {@link keyPem} */
export function formatNodeKey({ key, kekVersion, headers }: NodeKey): string {
  const der = key.export({ format: 'der', type: 'pkcs8' });
  return encodePem('PRIVATE KEY', der, new Map([...headers, [kekVersionHeader, String(kekVersion)]]));
}

/** The key alone, in the form that TLS takes: PKCS #8 PEM without headers. */
export function keyPem(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/**
 * Reads a key, PKCS #8 or SEC 1 as older engines wrote it.
 *
 * @throws {KeyFileProblem} `malformed-key`, or `locked` when it is encrypted
 */
export function readNodeKey(pem: string): NodeKey {
  const [block] = decodePem(pem).blocks;
  if (block === undefined) throw malformedKey('invalid PEM-encoded private key');
  if (isEncrypted(block)) {
    throw new KeyFileProblem('locked', 'node is locked, and needs a valid unlock key', {
      expected: 'a key that is not encrypted',
      next: 'This swarm has autolock on. Unlock it with the engine it belongs to: `docker swarm unlock`.',
    });
  }
  const version = block.headers.get(kekVersionHeader) ?? '';
  const headers = new Map(block.headers);
  headers.delete(kekVersionHeader);
  return {
    key: readKey(block),
    kekVersion: /^\d{1,15}$/.test(version) ? Number(version) : 0,
    headers,
  };
}

function readKey(block: PemBlock): KeyObject {
  try {
    return readPrivateKey(encodePem(block.type, block.der));
  } catch (cause) {
    throw malformedKey(reasonOf(cause), cause);
  }
}

/** Told by the DER, not by the PEM type: an EncryptedPrivateKeyInfo begins with an algorithm, a plain key with a version. */
function isEncrypted(block: PemBlock): boolean {
  if (block.headers.get('Proc-Type')?.includes('ENCRYPTED')) return true;
  const reader = new DerReader(block.der);
  return reader.nextTag === Tag.sequence && reader.enter(Tag.sequence, 'private key').nextTag === Tag.sequence;
}

function malformedKey(message: string, cause?: unknown): KeyFileProblem {
  return new KeyFileProblem('malformed-key', message, {
    expected: 'a private key in PEM: PKCS #8 or SEC 1',
    next: 'Restore swarm-node.key from a backup, or let the node leave the swarm and join it again.',
    cause,
  });
}
