import { KeyFileProblem } from '../keyfile/problem.ts';
import { Problem, reasonOf } from '../problem.ts';
import { Store } from '../store/store.ts';
import { findManagers } from './find-managers.ts';
import type { FoundManager, LostManager } from './find-managers.ts';
import { places } from './places.ts';
import { LabProblem, noLab } from './problem.ts';
import type { Surroundings } from './surroundings.ts';
import { Vault } from './vault.ts';

/**
 * Opens the store of a lab with what lies on the disk of its managers. Those that cannot be taken up are told of; one that
 * can be is enough.
 *
 * @param kek opens the managers' key files, 32 bytes
 * @throws {LabProblem} `no-lab`
 * @throws {KeyFileProblem} `locked` where that is what keeps the store shut
 * @throws {StoreProblem} {X509Problem}
 */
export async function openVault(
  surroundings: Surroundings,
  kek: Uint8Array | undefined,
): Promise<{ readonly vault: Vault; readonly managers: readonly FoundManager[] }> {
  const { directory } = surroundings;
  if (!Store.isFounded(places.store(directory))) throw noLab(directory);
  const { found, lost } = await findManagers(surroundings, kek);
  if (found.length === 0) throw lost[0]?.error ?? noLab(directory);
  const vault = openWith(found, lost, places.store(directory));
  for (const manager of lost) report(manager, surroundings);
  return { vault, managers: found };
}

function openWith(found: readonly FoundManager[], lost: readonly LostManager[], path: string): Vault {
  try {
    return Vault.open(
      path,
      found.map(({ deks }) => deks),
    );
  } catch (error) {
    // Those that were found have been away since the others were locked.
    const locked = lost.find((other) => other.error instanceof KeyFileProblem && other.error.code === 'locked');
    throw locked?.error ?? error;
  }
}

function report({ name, error }: LostManager, { onFailure, onError }: Surroundings): void {
  if (!(error instanceof Problem)) {
    onError(error);
    return;
  }
  const { expected, next } = error;
  onFailure(
    new LabProblem('not-started', `${name} cannot be started: ${reasonOf(error)}`, { expected, next, cause: error }),
  );
}
