import type { IdentityStore, NewIdentity, ProtectionUpdate, StoredIdentity } from './identity-store.ts';
import { isSameKey, kekLength } from './kek.ts';
import { KeyFileProblem, lockedProblem } from './problem.ts';
import { changeProtection, unprotected } from './protection.ts';
import type { Protection } from './protection.ts';

/**
 * Keeps what a node is in memory, for nodes that live no longer than their process. Nothing is encrypted, and yet locked
 * and unlocked as {@link NodeFiles} would be.
 */
export class MemoryIdentity implements IdentityStore {
  #root: string | undefined;
  #identity: StoredIdentity | undefined;

  async readRoot(): Promise<string> {
    if (this.#root === undefined) throw new KeyFileProblem('no-root', 'no local root CA');
    return this.#root;
  }

  async writeRoot(pem: string): Promise<void> {
    this.#root = pem;
  }

  async readIdentity(kek?: Uint8Array): Promise<StoredIdentity> {
    const identity = this.#written();
    if (isSameKey(identity.kek.key, kek)) return identity;
    const isPlain = identity.kek.key === undefined && identity.deks === undefined;
    if (!isPlain || kek?.length !== kekLength) throw lockedProblem(kek);
    return (this.#identity = { ...identity, kek: { ...identity.kek, key: kek } });
  }

  async writeIdentity({ certificatePem, key, ...changes }: NewIdentity): Promise<void> {
    const protection = changeProtection(this.#identity ?? unprotected, changes);
    this.#identity = { ...protection, certificatePem, key };
  }

  async updateProtection(change: (now: Protection) => Protection): Promise<ProtectionUpdate> {
    const before = this.#written();
    const after = change(before);
    if (after !== before) this.#identity = { ...before, ...after };
    return { before, after };
  }

  #written(): StoredIdentity {
    if (this.#identity === undefined) throw new KeyFileProblem('no-identity', 'no node certificate');
    return this.#identity;
  }
}
