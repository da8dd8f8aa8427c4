import { readdir } from 'node:fs/promises';
import type { Deks } from '../keyfile/deks.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { NodeFiles } from '../keyfile/node-files.ts';
import { KeyFileProblem } from '../keyfile/problem.ts';
import { loadCredentials } from '../node/load.ts';
import type { LoadedNode } from '../node/load.ts';
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

export interface FoundManagers {
  readonly managers: readonly FoundManager[];
  /** Why one more of them cannot be opened that is locked. */
  readonly locked: unknown;
}

/**
 * The nodes whose key file says that they are managers, the first manager's first: with the key of any of them the store
 * opens.
 *
 * @throws {KeyFileProblem} {X509Problem} when none can be loaded: what is wrong with the first
 */
export async function findManagers(surroundings: Surroundings, kek: Uint8Array | undefined): Promise<FoundManagers> {
  const managers: FoundManager[] = [];
  let failure: unknown;
  let locked: unknown;
  for (const name of await namesIn(surroundings.directory)) {
    const files = filesOf(surroundings, name);
    try {
      const { credentials, deks } = await load(files, surroundings, kek);
      if (deks !== undefined) managers.push({ name, files, credentials, deks });
    } catch (error) {
      // A manager that was away when the unlock key changed opens with the one before; the others do not wait for it.
      failure ??= error;
      if (isLocked(error)) locked ??= error;
    }
  }
  if (managers.length === 0 && failure !== undefined) throw failure;
  return { managers, locked };
}

/** One that was away when managers were locked, or killed before it was, still opens without a key. */
async function load(files: IdentityStore, { clock }: Surroundings, kek: Uint8Array | undefined): Promise<LoadedNode> {
  try {
    return await loadCredentials({ store: files, clock }, kek);
  } catch (error) {
    if (kek === undefined || !isLocked(error)) throw error;
    return loadCredentials({ store: files, clock }).catch(() => Promise.reject(error));
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof KeyFileProblem && error.code === 'locked';
}

async function namesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(places.nodes(directory)).catch(() => []);
  const eldestFirst = (name: string): string => (name === managerName ? '' : name);
  return names.toSorted((a, b) => (eldestFirst(a) < eldestFirst(b) ? -1 : 1));
}

/** Where a node keeps what it is, in a folder laid out like an engine's. */
export function filesOf({ directory, entropy }: Surroundings, name: string): IdentityStore {
  return new NodeFiles(places.certificates(directory, name), (length) => entropy.bytes(length));
}
