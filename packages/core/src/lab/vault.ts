import { beginRotation, finishRotation, isRotating, markForRotation, sameDeks } from '../keyfile/deks.ts';
import type { Deks } from '../keyfile/deks.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { updateKek } from '../keyfile/protection.ts';
import type { Protection } from '../keyfile/protection.ts';
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
   * Opens the store with the keys that managers' key files hold: of each the pending one first, since a rotation may have
   * been cut short between the two. A manager that was away during a rotation has none that fits.
   *
   * @param path of the database
   * @param found of one manager at least
   * @throws {StoreProblem}
   */
  static open(path: string, found: readonly Deks[], random: Random): Vault {
    let failure: unknown;
    for (const deks of found) {
      for (const dek of [deks.pending, deks.current]) {
        if (dek === undefined) continue;
        const store = Store.open(path, sealWith(dek, random));
        try {
          store.loadSecrets();
          return new Vault(store, deks, random);
        } catch (error) {
          store.close();
          if (!(error instanceof StoreProblem && error.code === 'wrong-key')) throw error;
          failure ??= error;
        }
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
   * Has managers keep the data encryption key, and locks them, unlocks them or has them take another unlock key
   * (docs/protocol.md §10.5). Where the data encryption key lay open and is to do so no more, it is replaced, too; and a
   * rotation of it that was cut short is carried on with.
   *
   * @param managers the files of those that run, or are about to; one that does not goes on needing the key before
   * @returns whether keys lay open that do no more: then the managers' certificates are to be renewed as well
   */
  secure(kek: Kek, managers: readonly IdentityStore[]): Promise<boolean> {
    return this.#inTurn(async () => {
      let layOpen = isRotating(this.#deks);
      let wanted = this.#deks;
      for (const files of managers) {
        const { before, after } = await files.updateProtection((now) => this.#protect(now, kek));
        if (!isLocking(before.kek, after.kek)) continue;
        layOpen = true;
        if (isSameKey(before.deks?.current, this.#deks.current)) wanted = markForRotation(this.#deks);
      }
      // One that was under way may be followed by one that waits.
      for (; isRotating(wanted); wanted = this.#deks) await this.#rotate(wanted, managers);
      return layOpen;
    });
  }

  close(): void {
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
  }

  /** Both in one step: where managers are locked, the key never lies open. */
  #protect(now: Protection, wanted: Kek): Protection {
    const { kek } = updateKek(now, wanted);
    const deks = isLocking(now.kek, kek) ? markForRotation(this.#deks) : this.#deks;
    const isSame = kek === now.kek && now.deks !== undefined && sameDeks(now.deks, deks);
    return isSame ? now : { ...now, kek, deks };
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
