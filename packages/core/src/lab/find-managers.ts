import { readdir } from 'node:fs/promises';
import { systemEntropy } from '../entropy/entropy.ts';
import { ifThere } from '../files/missing.ts';
import type { Deks } from '../keyfile/deks.ts';
import type { IdentityStore, StoredIdentity } from '../keyfile/identity-store.ts';
import { NodeFiles } from '../keyfile/node-files.ts';
import { KeyFileProblem } from '../keyfile/problem.ts';
import { loadCredentials } from '../node/load.ts';
import type { Credentials } from '../wire/credentials.ts';
import { managerName, places } from './places.ts';
import type { Surroundings } from './surroundings.ts';

/** A node of a lab that has been a manager when it was last written. */
export interface FoundManager {
  readonly name: string;
  readonly files: IdentityStore;
  readonly credentials: Credentials;
  readonly deks: Deks;
}

/** A node that may be a manager, and why it cannot be taken up. */
export interface LostManager {
  readonly name: string;
  readonly error: unknown;
}

/**
 * The nodes whose key file says that they are managers, the first manager's first: with the key of any of them the store
 * opens. One that was away when the unlock key changed needs the one before; the others do not wait for it.
 *
 * @param kek opens their key files, 32 bytes
 */
export async function findManagers(
  surroundings: Surroundings,
  kek: Uint8Array | undefined,
): Promise<{ readonly found: readonly FoundManager[]; readonly lost: readonly LostManager[] }> {
  const found: FoundManager[] = [];
  const lost: LostManager[] = [];
  for (const name of await namesIn(surroundings.directory)) {
    const store = filesOf(surroundings, name);
    try {
      // Of workers no more is read than that they are: there may be thousands.
      const { deks, kek: opened } = await opening(store, kek);
      if (deks === undefined) continue;
      const { credentials } = await loadCredentials({ store, clock: surroundings.clock }, opened.key);
      found.push({ name, files: store, credentials, deks });
    } catch (error) {
      lost.push({ name, error });
    }
  }
  return { found, lost };
}

/** One that was away when managers were locked, or killed before it was, still opens without a key. */
async function opening(store: IdentityStore, kek: Uint8Array | undefined): Promise<StoredIdentity> {
  try {
    return await store.readIdentity(kek);
  } catch (error) {
    if (kek === undefined || !isLocked(error)) throw error;
    return store.readIdentity().catch(() => Promise.reject(error));
  }
}

/** Whether a key file cannot be opened for want of the right unlock key. */
export function isLocked(error: unknown): boolean {
  return error instanceof KeyFileProblem && error.code === 'locked';
}

async function namesIn(directory: string): Promise<readonly string[]> {
  const names = await ifThere(readdir(places.nodes(directory)), []);
  const eldestFirst = (name: string): string => (name === managerName ? '' : name);
  return names.toSorted((a, b) => (eldestFirst(a) < eldestFirst(b) ? -1 : 1));
}

/** Where a node keeps what it is, in a folder laid out like an engine's. */
export function filesOf({ directory }: Pick<Surroundings, 'directory'>, name: string): IdentityStore {
  // Nonces and salts never come from a seed: a lab that is opened again would use them again.
  return new NodeFiles(places.certificates(directory, name), (length) => systemEntropy.bytes(length));
}
