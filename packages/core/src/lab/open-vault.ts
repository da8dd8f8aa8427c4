import { StoreProblem } from '../store/problem.ts';
import { Store } from '../store/store.ts';
import { findManagers } from './find-managers.ts';
import type { FoundManager } from './find-managers.ts';
import { places } from './places.ts';
import { noLab } from './problem.ts';
import type { Surroundings } from './surroundings.ts';
import { Vault } from './vault.ts';

/**
 * Opens the store of a lab with what its managers have on their disks.
 *
 * @param kek the key encryption key of managers that are locked, 32 bytes
 * @returns with it those managers that could be read: one at least
 * @throws {LabProblem} `no-lab`, also where a process was killed before it had made one
 * @throws {KeyFileProblem} {X509Problem} {StoreProblem}
 */
export async function openVault(
  surroundings: Surroundings,
  kek: Uint8Array | undefined,
): Promise<{ readonly vault: Vault; readonly found: readonly FoundManager[] }> {
  const { directory, entropy } = surroundings;
  const path = places.store(directory);
  if (!Store.isFounded(path)) throw noLab(directory);
  const { managers, locked } = await findManagers(surroundings, kek);
  if (managers.length === 0) throw noLab(directory);
  const deks = managers.map((manager) => manager.deks);
  try {
    return { vault: Vault.open(path, deks, (length) => entropy.bytes(length)), found: managers };
  } catch (error) {
    // Those that can be read were away when the key was replaced: the one that is locked has it.
    throw error instanceof StoreProblem && error.code === 'wrong-key' ? (locked ?? error) : error;
  }
}
