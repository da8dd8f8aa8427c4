import type { KeyObject } from 'node:crypto';

/** A node's certificate and key, as kept. */
export interface StoredIdentity {
  /** Leaf, then intermediates: PEM, normalised. */
  readonly certificatePem: string;
  readonly key: KeyObject;
  readonly kekVersion: number;
  /** PEM headers of the key file other than `kek-version`. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Where a node keeps what it trusts and what it is. */
export interface IdentityStore {
  /** The trusted bundle, byte for byte. @throws {KeyFileProblem} `no-root` */
  readRoot(): Promise<string>;
  writeRoot(pem: string): Promise<void>;
  /** @throws {KeyFileProblem} `no-identity`, `malformed-key`, `key-mismatch`, `locked` */
  readIdentity(): Promise<StoredIdentity>;
  /** Replaces certificate and key together: whatever happens, what can be read afterwards is a pair that fits. */
  writeIdentity(identity: StoredIdentity): Promise<void>;
}
