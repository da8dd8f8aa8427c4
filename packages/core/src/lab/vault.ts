import { beginRotation, finishRotation, isRotating, markForRotation } from '../keyfile/deks.ts';
import type { Deks } from '../keyfile/deks.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { updateKek } from '../keyfile/protection.ts';
import { isLocking, isSameKey } from '../keyfile/kek.ts';
import type { Kek } from '../keyfile/kek.ts';
import { StoreProblem } from '../store/problem.ts';
import { sealWith } from '../store/seal.ts';
import { Store } from '../store/store.ts';
import { parseUnlockKey } from '../token/unlock-key.ts';

/** What managers' keys are encrypted with. @param unlockKey as it is printed; none while managers are not locked */
export function kekOf(unlockKey: string | undefined, version: number): Kek {
  return { key: unlockKey === undefined ? undefined : parseUnlockKey(unlockKey), version };
}

type Random = (length: number) => Uint8Array;

/**
 * The store of a lab and the data encryption key that seals its secrets. The key lies in the key file of every manager, as
 * raft's does with Docker's; since a lab's managers share one store, they share the key as well (docs/protocol.md §12.1).
 */
export class Vault {
  readonly store: Store;
  readonly #random: Random;
  #deks: Deks;
  #changing: Promise<unknown> = Promise.resolve();

  /**
   * Opens the store with the keys that a manager's key file holds: the pending one first, since a rotation may have been
   * cut short between the two.
   *
   * @param path of the database
   * @throws {StoreProblem}
   */
  static open(path: string, deks: Deks, random: Random): Vault {
    let failure: unknown;
    for (const dek of [deks.pending, deks.current]) {
      if (dek === undefined) continue;
      const store = Store.open(path, sealWith(dek, random));
      try {
        store.loadSecrets();
        return new Vault(store, deks, random);
      } catch (error) {
        store.close();
        if (!(error instanceof StoreProblem && error.code === 'wrong-key')) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  private constructor(store: Store, deks: Deks, random: Random) {
    this.store = store;
    this.#deks = deks;
    this.#random = random;
  }

  /**
   * Has the key file of a manager that begins hold what it has to, and locks it if that is wanted. Where the present key
   * lay open in it, it is marked for rotation: {@link lock} carries that out.
   */
  async admit(manager: IdentityStore, wanted: Kek): Promise<void> {
    await this.#inTurn(() =>
      manager.updateProtection((now) => {
        const { kek } = updateKek(now, wanted);
        const layOpen = isLocking(now.kek, kek) && isSameKey(now.deks?.current, this.#deks.current);
        return { ...now, kek, deks: layOpen ? markForRotation(this.#deks) : this.#deks };
      }),
    );
  }

  /**
   * Locks or unlocks managers, or has them take another unlock key (docs/protocol.md §10.5). Where that locks what lay
   * open, the data encryption key is replaced, too.
   *
   * @param managers the files of those that run; one that does not goes on needing the key before
   * @returns whether keys lay open that do no more: then the managers' certificates are to be renewed as well
   */
  lock(kek: Kek, managers: readonly IdentityStore[]): Promise<boolean> {
    return this.#inTurn(async () => {
      let layOpen = false;
      for (const files of managers) {
        // The mark stays in the file until the rotation begins, also where the next file cannot be written.
        const { after } = await files.updateProtection((now) => updateKek(now, kek));
        layOpen ||= after.deks?.needsRotation === true;
      }
      const deks = layOpen ? markForRotation(this.#deks) : this.#deks;
      if (isRotating(deks)) await this.#rotate(deks, managers);
      return layOpen;
    });
  }

  /** Carries on with a rotation of the key that was cut short. */
  resume(managers: readonly IdentityStore[]): Promise<void> {
    return this.#inTurn(async () => {
      if (isRotating(this.#deks)) await this.#rotate(this.#deks, managers);
    });
  }

  /** Once nothing is being changed any more. */
  async close(): Promise<void> {
    await this.#changing;
    this.store.close();
  }

  /** At every moment, a crash included, each key file holds a key that opens the store. */
  async #rotate(wanted: Deks, managers: readonly IdentityStore[]): Promise<void> {
    const begun = beginRotation(wanted, this.#random);
    const { pending } = begun;
    if (pending === undefined) return;
    await this.#keep(begun, managers);
    this.store.reseal(sealWith(pending, this.#random));
    await this.#keep(finishRotation(begun), managers);
    // What was wanted while another was under way is done after it; no more than one is.
    if (isRotating(this.#deks)) await this.#rotate(this.#deks, managers);
  }

  async #keep(deks: Deks, managers: readonly IdentityStore[]): Promise<void> {
    for (const files of managers) await files.updateProtection((now) => ({ ...now, deks }));
    this.#deks = deks;
  }

  #inTurn<Result>(change: () => Promise<Result>): Promise<Result> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => undefined);
    return done;
  }
}
