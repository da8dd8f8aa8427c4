import { KeyFileProblem } from './problem.ts';

/** What a manager's key is encrypted with on its disk: its key encryption key. */
export interface Kek {
  /** 32 bytes; `undefined` leaves the key unencrypted. Secret. */
  readonly key: Uint8Array | undefined;
  /** Version of the cluster object by which it was last changed; 0 on workers. */
  readonly version: number;
}

/** Bytes of a key encryption key. */
export const kekLength = 32;

/** What workers have, and managers before anybody asked for a lock. */
export const noKek: Kek = { key: undefined, version: 0 };

/** @throws {KeyFileProblem} `bad-kek` for a key that nothing could be encrypted with */
export function checkKek({ key }: Kek): void {
  if (key === undefined || key.length === kekLength) return;
  throw new KeyFileProblem('bad-kek', `an unlock key of ${key.length} bytes`, {
    expected: `an unlock key of ${kekLength} bytes, or none`,
    next: 'Rotate the unlock key: `docker swarm unlock-key --rotate`.',
  });
}

/**
 * Which of two key encryption keys to go on with (docs/protocol.md §10.5).
 *
 * @returns the candidate if it is newer and another, else the current one itself
 * @throws {KeyFileProblem} `kek-conflict`
 */
export function newerKek(current: Kek, candidate: Kek): Kek {
  const isSame = isSameKey(current.key, candidate.key);
  if (current.version === candidate.version && !isSame) {
    throw new KeyFileProblem(
      'kek-conflict',
      'candidate KEK has the same version as the current KEK, but a different KEK value',
      {
        expected: 'another version of the cluster object with every change of its unlock key',
        next: 'Rotate the unlock key: `docker swarm unlock-key --rotate`.',
      },
    );
  }
  return candidate.version <= current.version || isSame ? current : candidate;
}

/** Whether a step from one key encryption key to another locks what was unlocked. */
export function isLocking(before: Kek, after: Kek): boolean {
  return before.key === undefined && after.key !== undefined;
}

/** Whether two keys are one, or both none. */
export function isSameKey(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === undefined || other === undefined ? one === other : Buffer.compare(one, other) === 0;
}
