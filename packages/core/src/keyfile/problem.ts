import { Problem } from '../problem.ts';

/** What can be wrong with the files of a node, and with what is encrypted in them. */
export class KeyFileProblem extends Problem<
  | 'no-root'
  | 'no-identity'
  | 'malformed-key'
  | 'malformed-header'
  | 'key-mismatch'
  | 'locked'
  | 'wrong-password'
  | 'unsupported-encryption'
  | 'cannot-decrypt'
  | 'no-encrypter'
  | 'bad-kek'
  | 'kek-conflict'
  | 'already-downgraded'
> {}

/**
 * A key file that the key encryption key given does not open, if one was given: Docker's words for both, which make an
 * engine show itself as locked.
 *
 * @param cause what failed in opening it
 */
export function lockedProblem(kek: Uint8Array | undefined, cause?: unknown): KeyFileProblem {
  const given = kek === undefined ? 'none was given' : 'the one given does not open it';
  return new KeyFileProblem('locked', 'node is locked, and needs a valid unlock key', {
    expected: `the key with which this manager's key file is encrypted; ${given}`,
    next: 'Unlock it: a manager of the swarm that is not locked prints the key (`docker swarm unlock-key`).',
    cause,
  });
}
