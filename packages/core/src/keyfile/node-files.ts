import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { publicKeyOf, readCertificates } from '../x509/certificate.ts';
import { normalisePem } from '../x509/pem.ts';
import { renameDurably, writeAtomically } from './atomic-write.ts';
import type { IdentityStore, StoredIdentity } from './identity-store.ts';
import { formatNodeKey, readNodeKey } from './node-key.ts';
import { KeyFileProblem } from './problem.ts';

/** Names below `swarm/certificates` (docs/protocol.md §10.1). */
export const fileNames = {
  root: 'swarm-root-ca.crt',
  /** Read where somebody has put it, never written. */
  rootKey: 'swarm-root-ca.key',
  certificate: 'swarm-node.crt',
  key: 'swarm-node.key',
  /** The new certificate between the two phases of a write. */
  pendingCertificate: '.swarm-node.crt',
  /** Left by very old engines. */
  legacyKey: '.swarm-node.key',
} as const;

const publicFile = 0o644;
const privateFile = 0o600;

/**
 * A node's files, laid out as Docker lays them out.
 *
 * The pair of certificate and key is replaced in two phases: new certificate beside the old, then the key, then the
 * certificate's rename. After a crash at any point the key decides which of the two certificates is the right one.
 */
export class NodeFiles implements IdentityStore {
  readonly #directory: string;

  /** @param directory `…/swarm/certificates`; made when something is written */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async readRoot(): Promise<string> {
    const pem = await this.#read('root');
    if (pem === undefined) {
      throw new KeyFileProblem('no-root', 'no local root CA', {
        expected: `${fileNames.root} in ${this.#directory}`,
        next: 'Join a swarm: the root comes with that.',
      });
    }
    return pem;
  }

  async writeRoot(pem: string): Promise<void> {
    await this.#makeDirectory();
    await writeAtomically(this.#path('root'), pem, publicFile);
  }

  /** The root's private key, PEM, if somebody has put one there. */
  readRootKey(): Promise<string | undefined> {
    return this.#read('rootKey');
  }

  async readIdentity(): Promise<StoredIdentity> {
    await this.#migrateLegacyKey();
    const keyText = await this.#read('key');
    if (keyText === undefined) throw noIdentity(fileNames.key, this.#directory);
    const { key, kekVersion, headers } = readNodeKey(keyText);
    return { certificatePem: await this.#certificateFor(key), key, kekVersion, headers };
  }

  async writeIdentity(identity: StoredIdentity): Promise<void> {
    await this.#makeDirectory();
    await writeAtomically(this.#path('pendingCertificate'), normalisePem(identity.certificatePem), publicFile);
    await writeAtomically(this.#path('key'), formatNodeKey(identity), privateFile);
    await renameDurably(this.#path('pendingCertificate'), this.#path('certificate'));
  }

  /** The certificate that fits the key; one left over from a write that was cut short is put into place. */
  async #certificateFor(key: KeyObject): Promise<string> {
    const current = await this.#read('certificate');
    if (current !== undefined && fits(current, key)) return current;
    const pending = await this.#read('pendingCertificate');
    if (pending !== undefined) {
      if (fits(pending, key)) {
        await renameDurably(this.#path('pendingCertificate'), this.#path('certificate'));
        return pending;
      }
      await rm(this.#path('pendingCertificate'), { force: true });
    }
    if (current === undefined) throw noIdentity(fileNames.certificate, this.#directory);
    throw new KeyFileProblem('key-mismatch', `certificate key mismatch`, {
      expected: `${fileNames.certificate} to hold the certificate of the key in ${fileNames.key}`,
      next: 'Restore both from the same backup, or let the node leave the swarm and join it again.',
    });
  }

  /** A key under the name that very old engines used replaces the key if it fits the certificate, else it goes. */
  async #migrateLegacyKey(): Promise<void> {
    const legacy = await this.#read('legacyKey');
    if (legacy === undefined) return;
    const certificate = await this.#read('certificate');
    if (certificate !== undefined && fits(certificate, readNodeKey(legacy).key)) {
      await renameDurably(this.#path('legacyKey'), this.#path('key'));
    } else await rm(this.#path('legacyKey'), { force: true });
  }

  async #makeDirectory(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o755 });
  }

  async #read(name: keyof typeof fileNames): Promise<string | undefined> {
    try {
      return await readFile(this.#path(name), 'latin1');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  #path(name: keyof typeof fileNames): string {
    return join(this.#directory, fileNames[name]);
  }
}

function fits(certificatePem: string, key: KeyObject): boolean {
  const [leaf] = readCertificates(certificatePem);
  return leaf !== undefined && createPublicKey(key).equals(publicKeyOf(leaf));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function noIdentity(file: string, directory: string): KeyFileProblem {
  return new KeyFileProblem('no-identity', `no node certificate: ${file} is missing`, {
    expected: `${file} in ${directory}`,
    next: 'Join a swarm: the certificate comes with that.',
  });
}
