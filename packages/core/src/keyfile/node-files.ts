import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { publicKeyOf, readCertificates } from '../x509/certificate.ts';
import { normalisePem } from '../x509/pem.ts';
import { Problem } from '../problem.ts';
import { makeDirectory, removeLeftovers, renameDurably, writeAtomically } from '../files/atomic-write.ts';
import { readBounded } from '../files/bounded-read.ts';
import type { IdentityStore, NewIdentity, ProtectionUpdate, StoredIdentity } from './identity-store.ts';
import { downgradeNodeKey, formatNodeKey, readNodeKey, rewriteNodeKey } from './node-key.ts';
import { KeyFileProblem } from './problem.ts';
import { changeProtection, unprotected } from './protection.ts';
import type { Protection } from './protection.ts';
import type { Random } from './random.ts';

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

/** Bounds on what is read, in bytes: far beyond any key with its headers, or any bundle of certificates. */
const longest = { key: 64 * 1024, certificates: 1024 * 1024 } as const;

/**
 * A node's files, laid out as Docker lays them out.
 *
 * The pair of certificate and key is replaced in two phases: new certificate beside the old, then the key, then the
 * certificate's rename. After a crash at any point the key decides which of the two certificates is the right one.
 */
export class NodeFiles implements IdentityStore {
  readonly #directory: string;
  readonly #random: Random;
  /** As the key file was last read or written; what is written next starts from it. */
  #protection: Protection | undefined;
  /** Settles when nothing is being read or written. */
  #idle: Promise<unknown> | undefined;

  /** @param directory `…/swarm/certificates`; made when something is written */
  constructor(directory: string, random: Random) {
    this.#directory = directory;
    this.#random = random;
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

  writeRoot(pem: string): Promise<void> {
    return this.#alone(async () => {
      await this.#makeDirectory();
      await writeAtomically(this.#path('root'), pem, publicFile);
    });
  }

  /** The root's private key, PEM, if somebody has put one there. */
  readRootKey(): Promise<string | undefined> {
    return this.#read('rootKey');
  }

  readIdentity(kek?: Uint8Array): Promise<StoredIdentity> {
    return this.#alone(async () => {
      await this.#migrateLegacyKey();
      const { key, ...protection } = readNodeKey(await this.#readKeyFile(), kek);
      this.#protection = protection;
      return { ...protection, key, certificatePem: await this.#certificateFor(key) };
    });
  }

  writeIdentity({ certificatePem, key, ...changes }: NewIdentity): Promise<void> {
    return this.#alone(async () => {
      const protection = changeProtection(await this.#current(), changes);
      const keyText = formatNodeKey({ ...protection, key }, this.#random);
      await this.#makeDirectory();
      await writeAtomically(this.#path('pendingCertificate'), normalisePem(certificatePem), publicFile);
      await this.#writeKeyFile(keyText, protection);
      await renameDurably(this.#path('pendingCertificate'), this.#path('certificate'));
    });
  }

  updateProtection(change: (now: Protection) => Protection): Promise<ProtectionUpdate> {
    return this.#alone(async () => {
      const keyText = await this.#readKeyFile();
      const before = await this.#current();
      const after = change(before);
      if (after !== before) {
        await this.#writeKeyFile(rewriteNodeKey(keyText, before.kek.key, after, this.#random), after);
      }
      return { before, after };
    });
  }

  /**
   * Writes the key as very old engines read it; {@link writeIdentity} makes it new again.
   *
   * @throws {KeyFileProblem} `no-identity`, `already-downgraded`, `malformed-key`, `locked`
   */
  downgradeKey(): Promise<void> {
    return this.#alone(async () => {
      const protection = await this.#current();
      const keyText = downgradeNodeKey(await this.#readKeyFile(), protection.kek.key, this.#random);
      await this.#writeKeyFile(keyText, protection);
    });
  }

  /** One after the other: what is written rests on what was read. */
  #alone<Result>(work: () => Promise<Result>): Promise<Result> {
    // First of all goes what a process that was killed has left: there may be keys in it.
    this.#idle ??= removeLeftovers(this.#directory, Object.values(fileNames));
    const result = this.#idle.then(work);
    this.#idle = result.catch(() => undefined);
    return result;
  }

  /** A store that was not opened by reading opens itself, if nothing is encrypted. */
  async #current(): Promise<Protection> {
    if (this.#protection !== undefined) return this.#protection;
    const keyText = await this.#read('key');
    if (keyText === undefined) return unprotected;
    const { key: _, ...protection } = readNodeKey(keyText);
    return protection;
  }

  async #readKeyFile(): Promise<string> {
    const keyText = await this.#read('key');
    if (keyText === undefined) throw noIdentity(fileNames.key, this.#directory);
    return keyText;
  }

  async #writeKeyFile(text: string, protection: Protection): Promise<void> {
    await writeAtomically(this.#path('key'), text, privateFile);
    this.#protection = protection;
  }

  /** The certificate that fits the key; one left over from a write that was cut short is put into place. */
  async #certificateFor(key: KeyObject): Promise<string> {
    const current = await this.#read('certificate');
    const fault = current === undefined ? noIdentity(fileNames.certificate, this.#directory) : whyUnfit(current, key);
    if (current !== undefined && fault === undefined) return current;
    const pending = await this.#read('pendingCertificate');
    if (pending !== undefined) {
      if (whyUnfit(pending, key) === undefined) {
        await renameDurably(this.#path('pendingCertificate'), this.#path('certificate'));
        return pending;
      }
      await rm(this.#path('pendingCertificate'), { force: true });
    }
    throw fault;
  }

  /**
   * A key under the name that very old engines used replaces the key if it fits the certificate, else it goes. They did
   * not encrypt keys yet.
   */
  async #migrateLegacyKey(): Promise<void> {
    const legacy = await this.#read('legacyKey');
    if (legacy === undefined) return;
    const certificate = await this.#read('certificate');
    if (certificate !== undefined && isKeyOf(certificate, legacy)) {
      await renameDurably(this.#path('legacyKey'), this.#path('key'));
    } else await rm(this.#path('legacyKey'), { force: true });
  }

  /** As Docker's: what is around the certificates is for their owner alone (docs/protocol.md §10.1). */
  async #makeDirectory(): Promise<void> {
    await makeDirectory(dirname(this.#directory), 0o700);
    await makeDirectory(this.#directory, 0o755);
  }

  #read(name: keyof typeof fileNames): Promise<string | undefined> {
    const isKey = name === 'key' || name === 'legacyKey';
    return readBounded(this.#path(name), isKey ? longest.key : longest.certificates);
  }

  #path(name: keyof typeof fileNames): string {
    return join(this.#directory, fileNames[name]);
  }
}

/** What keeps a certificate from being a key's; `undefined` when it is. */
function whyUnfit(certificatePem: string, key: KeyObject): Problem | undefined {
  try {
    const [leaf] = readCertificates(certificatePem);
    if (leaf !== undefined && createPublicKey(key).equals(publicKeyOf(leaf))) return undefined;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  return new KeyFileProblem('key-mismatch', `certificate key mismatch`, {
    expected: `${fileNames.certificate} to hold the certificate of the key in ${fileNames.key}`,
    next: 'Restore both from the same backup, or let the node leave the swarm and join it again.',
  });
}

/** Whether a key file holds a certificate's key, in plain form; rubbish does not. */
function isKeyOf(certificatePem: string, keyText: string): boolean {
  try {
    return whyUnfit(certificatePem, readNodeKey(keyText).key) === undefined;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

function noIdentity(file: string, directory: string): KeyFileProblem {
  return new KeyFileProblem('no-identity', `no node certificate: ${file} is missing`, {
    expected: `${file} in ${directory}`,
    next: 'Join a swarm: the certificate comes with that.',
  });
}
