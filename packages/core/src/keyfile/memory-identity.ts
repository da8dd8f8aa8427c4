import type { IdentityStore, StoredIdentity } from './identity-store.ts';
import { KeyFileProblem } from './problem.ts';

/** Keeps what a node is in memory, for nodes that live no longer than their process. */
export class MemoryIdentity implements IdentityStore {
  #root: string | undefined;
  #identity: StoredIdentity | undefined;

  readRoot(): Promise<string> {
    if (this.#root === undefined) return Promise.reject(new KeyFileProblem('no-root', 'no local root CA'));
    return Promise.resolve(this.#root);
  }

  writeRoot(pem: string): Promise<void> {
    this.#root = pem;
    return Promise.resolve();
  }

  readIdentity(): Promise<StoredIdentity> {
    if (this.#identity === undefined) {
      return Promise.reject(new KeyFileProblem('no-identity', 'no node certificate'));
    }
    return Promise.resolve(this.#identity);
  }

  writeIdentity(identity: StoredIdentity): Promise<void> {
    this.#identity = identity;
    return Promise.resolve();
  }
}
