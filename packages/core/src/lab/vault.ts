import { systemEntropy } from '../entropy/entropy.ts';
import { beginRotation, finishRotation, isRotating, markForRotation, sameDeks } from '../keyfile/deks.ts';
import type { Deks } from '../keyfile/deks.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { isLocking, isSameKey } from '../keyfile/kek.ts';
import type { Kek } from '../keyfile/kek.ts';
import { updateKek } from '../keyfile/protection.ts';
import type { Protection } from '../keyfile/protection.ts';
import { StoreProblem } from '../store/problem.ts';
import { sealWith } from '../store/seal.ts';
import { Store } from '../store/store.ts';
import { parseUnlockKey } from '../token/unlock-key.ts';

/** What managers' keys are encrypted with. @param unlockKey as it is printed; none while managers are not locked */
export function kekOf(unlockKey: string | undefined, version: number): Kek {
  return { key: unlockKey === undefined ? undefined : parseUnlockKey(unlockKey), version };
}

/** Nonces and keys of this kind never come from a seed. */
const random = (length: number): Uint8Array => systemEntropy.bytes(length);

/**
 * The store of a lab and the data encryption key that seals its secrets. The key lies in the key file of every manager, as
 * raft's does with Docker's; since a lab's managers share one store, they share the key as well (docs/protocol.md §12.1).
 */
export class Vault {
  readonly store: Store;
  /** The key files of the managers that run. */
  readonly #holders = new Set<IdentityStore>();
  #deks: Deks;
  #changing: Promise<unknown> = Promise.resolve();

  /**
   * Opens the store with the keys of whichever manager has the right ones: one that was away when they were replaced has
   * them no more. A rotation that was cut short is carried on, see {@link resume}.
   *
   * @param path of the database
   * @param found what key files hold, one at least
   * @throws {StoreProblem} `wrong-key` when none of them opens it
   */
  static open(path: string, found: readonly Deks[]): Vault {
    let failure: unknown;
    for (const deks of found.toSorted((a, b) => Number(isRotating(b)) - Number(isRotating(a)))) {
      // The pending one first: the rotation may have been cut short between the two.
      for (const dek of [deks.pending, deks.current]) {
        if (dek === undefined) continue;
        const store = Store.open(path, sealWith(dek, random));
        try {
          store.loadSecrets();
          return new Vault(store, deks);
        } catch (error) {
          store.close();
          if (!(error instanceof StoreProblem && error.code === 'wrong-key')) throw error;
          failure = error;
        }
      }
    }
    throw failure;
  }

  private constructor(store: Store, deks: Deks) {
    this.store = store;
    this.#deks = deks;
  }

  /**
   * Gives a manager that begins the keys that its key file has to hold, locked as those of the others are. It follows
   * them from now on.
   *
   * @returns whether its keys lay open and do so no more
   */
  admit(manager: IdentityStore, kek: Kek): Promise<boolean> {
    return this.#inTurn(async () => {
      const { before, after } = await manager.updateProtection((now) => this.#protect(now, kek));
      this.#holders.add(manager);
      if (after.deks?.needsRotation === true) await this.#rotate(markForRotation(this.#deks));
      else if (isRotating(this.#deks)) await this.#rotate(this.#deks);
      return isLocking(before.kek, after.kek);
    });
  }

  /** A manager ends: its key file goes on needing the unlock key of this moment. */
  release(manager: IdentityStore): void {
    this.#holders.delete(manager);
  }

  /**
   * Locks or unlocks the managers that run, or has them take another unlock key (docs/protocol.md §10.5). Where that locks
   * what lay open, the data encryption key is replaced, too. One whose disk refuses does not keep the others open.
   *
   * @returns whether keys lay open that do so no more: then the managers' certificates are to be renewed as well
   * @throws what the disk says; to be called again then
   */
  lock(kek: Kek): Promise<boolean> {
    return this.#inTurn(async () => {
      let layOpen = false;
      const failures: unknown[] = [];
      for (const files of this.#holders) {
        try {
          // The mark stays in the file until the rotation begins, also where the next file cannot be written.
          const { after } = await files.updateProtection((now) => updateKek(now, kek));
          layOpen ||= after.deks?.needsRotation === true;
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      if (layOpen) await this.#rotate(markForRotation(this.#deks));
      else if (isRotating(this.#deks)) await this.#rotate(this.#deks);
      return layOpen;
    });
  }

  /** Carries on with a rotation of the key that was cut short. */
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      if (isRotating(this.#deks)) await this.#rotate(this.#deks);
    });
  }

  /** Ends once what is being changed has been: a key file that is locked by halves would lock its owner out. */
  async close(): Promise<void> {
    await this.#changing;
    this.store.close();
  }

  /**
   * Both in one step: where managers are locked, the key never lies open. The mark stays in the file until the rotation
   * has begun.
   */
  #protect(now: Protection, wanted: Kek): Protection {
    const { kek } = updateKek(now, wanted);
    const layOpen = isLocking(now.kek, kek) || now.deks?.needsRotation === true;
    // One that has been replaced already may lie open.
    const isMarked = layOpen && isSameKey(now.deks?.current, this.#deks.current);
    const deks = isMarked ? markForRotation(this.#deks) : this.#deks;
    const isSame = kek === now.kek && now.deks !== undefined && sameDeks(now.deks, deks);
    return isSame ? now : { ...now, kek, deks };
  }

  /** At every moment, a crash included, each of these key files holds a key that opens the store. */
  async #rotate(wanted: Deks): Promise<void> {
    const begun = beginRotation(wanted, random);
    const { pending } = begun;
    if (pending === undefined) return;
    await this.#keep(begun);
    this.store.reseal(sealWith(pending, random));
    const finished = finishRotation(begun);
    await this.#keep(finished);
    // Another one may have been wanted meanwhile; no more than one waits.
    if (finished.needsRotation) await this.#rotate(finished);
  }

  async #keep(deks: Deks): Promise<void> {
    for (const files of this.#holders) await files.updateProtection((now) => ({ ...now, deks }));
    this.#deks = deks;
  }

  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => undefined);
    return done;
  }
}
