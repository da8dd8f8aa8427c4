import { markForRotation, newDeks } from './deks.ts';
import type { Deks } from './deks.ts';
import { checkKek, isLocking, newerKek, noKek } from './kek.ts';
import type { Kek } from './kek.ts';
import type { Random } from './random.ts';

/** What a key file holds besides the key: how it is locked, and what lies in its headers. */
export interface Protection {
  readonly kek: Kek;
  /** Managers have them, workers do not. */
  readonly deks: Deks | undefined;
  /** Headers that are not ours. They are kept where there are no data encryption keys, as Docker does (§10.3). */
  readonly headers: ReadonlyMap<string, string>;
}

/** That of a node that has no key file yet. */
export const unprotected: Protection = { kek: noKek, deks: undefined, headers: new Map() };

/**
 * Locks or unlocks as told. Where that locks what was unlocked, the data encryption keys lay on the disk for all to read:
 * they are marked for rotation.
 *
 * @throws {KeyFileProblem} `bad-kek`
 */
function withKek(now: Protection, kek: Kek): Protection {
  checkKek(kek);
  const deks = now.deks !== undefined && isLocking(now.kek, kek) ? markForRotation(now.deks) : now.deks;
  return { ...now, kek, deks };
}

/**
 * Follows the swarm's unlock key, by the rules of docs/protocol.md §10.5.
 *
 * @param candidate what the cluster object says now
 * @returns the same object when nothing is to be done
 * @throws {KeyFileProblem} `kek-conflict`, `bad-kek`
 */
export function updateKek(now: Protection, candidate: Kek): Protection {
  const kek = newerKek(now.kek, candidate);
  return kek === now.kek ? now : withKek(now, kek);
}

/** Gives a starting manager its data encryption key. @returns the same object when it has one */
export function ensureDeks(now: Protection, random: Random): Protection {
  return now.deks === undefined ? { ...now, deks: newDeks(random) } : now;
}

/**
 * What is there now, with all that is named taken over as it is.
 *
 * @throws {KeyFileProblem} `bad-kek`
 */
export function changeProtection(now: Protection, { kek, ...others }: Partial<Protection>): Protection {
  return { ...(kek === undefined ? now : withKek(now, kek)), ...others };
}
