import type { KeyObject } from 'node:crypto';
import type { Protection } from './protection.ts';

/** A node's certificate and its key. */
interface CertifiedKey {
  /** Leaf, then intermediates: PEM, normalised. */
  readonly certificatePem: string;
  readonly key: KeyObject;
}

/** All that a node keeps of what it is. */
export interface StoredIdentity extends CertifiedKey, Protection {}

/** A certificate and a key to be kept. What is not named of their protection stays as it is. */
export interface NewIdentity extends CertifiedKey, Partial<Protection> {}

/** What {@link IdentityStore.updateProtection} found and what it left. They are one object when nothing was to be done. */
export interface ProtectionUpdate {
  readonly before: Protection;
  readonly after: Protection;
}

/**
 * Where a node keeps what it trusts and what it is. A node has one store: it remembers the key encryption key that it was
 * opened with, does one thing after the other, and so never loses what was written in between.
 */
export interface IdentityStore {
  /** The trusted bundle, byte for byte. @throws {KeyFileProblem} `no-root` */
  readRoot(): Promise<string>;
  writeRoot(pem: string): Promise<void>;
  /**
   * @param kek the key encryption key, 32 bytes. From now on it is the store's, even if the key was not encrypted
   * @throws {KeyFileProblem} `no-identity`, `malformed-key`, `malformed-header`, `key-mismatch`, or `locked` for a key
   * encryption key that is missing or another one
   */
  readIdentity(kek?: Uint8Array): Promise<StoredIdentity>;
  /**
   * Replaces certificate and key together: whatever happens, what can be read afterwards is a pair that fits. Given a
   * `kek` the key is encrypted with it, or with none if there is none in it.
   *
   * @throws {KeyFileProblem} `bad-kek`; and what {@link readIdentity} throws, where the store holds an identity and was
   * not opened: nothing is overwritten that was not understood
   */
  writeIdentity(identity: NewIdentity): Promise<void>;
  /**
   * Changes how the key is kept, and what is kept beside it; the key and its certificate stay.
   *
   * @param change is given what is there now, and answers with the same object for nothing to be done
   * @throws whatever `change` throws, and as {@link writeIdentity}
   */
  updateProtection(change: (now: Protection) => Protection): Promise<ProtectionUpdate>;
}
