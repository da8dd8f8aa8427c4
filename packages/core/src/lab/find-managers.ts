import { readdir } from 'node:fs/promises';
import type { Deks } from '../keyfile/deks.ts';
import type { IdentityStore } from '../keyfile/identity-store.ts';
import { NodeFiles } from '../keyfile/node-files.ts';
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

/** What a search for managers came to. */
export interface FoundManagers {
  /** The first manager first. */
  readonly found: readonly FoundManager[];
  /** What is wrong with the first that cannot be loaded. */
  readonly failure: unknown;
}

/**
 * Looks for the nodes whose key file says that they are managers: with the key of any of them the store opens, unless it
 * was away when that key changed.
 */
export async function findManagers(surroundings: Surroundings, kek: Uint8Array | undefined): Promise<FoundManagers> {
  const found: FoundManager[] = [];
  let failure: unknown;
  for (const name of await namesIn(surroundings.directory)) {
    const files = filesOf(surroundings, name);
    try {
      const { credentials, deks } = await loadCredentials({ store: files, clock: surroundings.clock }, kek);
      if (deks !== undefined) found.push({ name, files, credentials, deks });
    } catch (error) {
      // A manager that was away when the unlock key changed opens with the one before; others do not wait for it.
      failure ??= error;
    }
  }
  return { found, failure };
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
