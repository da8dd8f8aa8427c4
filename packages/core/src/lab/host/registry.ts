import { hash, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeAtomically } from '../../files/atomic-write.ts';
import { ifThere } from '../../files/missing.ts';
import { dataDirectory } from './user-directories.ts';
import type { Environment } from './user-directories.ts';

/**
 * The state directories that this user has made. A cloned repository may carry a directory of the right name: it is told
 * from one's own by an identifier in it, which nobody else can know, and which is registered for just that path.
 */
export class Registry {
  readonly #directory: string;

  constructor(environment: Environment) {
    this.#directory = join(dataDirectory(environment), 'directories');
  }

  /** @param path real */
  async isRegistered(path: string, id: string): Promise<boolean> {
    return (await ifThere(stat(this.#entry(path, id)), undefined)) !== undefined;
  }

  /** @param path real @returns the identifier that the directory is to hold */
  async register(path: string): Promise<string> {
    const id = randomBytes(16).toString('hex');
    await makeDirectory(this.#directory, 0o700);
    await writeAtomically(this.#entry(path, id), `${path}\n`, 0o600);
    return id;
  }

  /** The identifier was read from somebody's file: it becomes no part of a path. */
  #entry(path: string, id: string): string {
    return join(this.#directory, hash('sha256', `${id}\n${path}`, 'hex'));
  }
}
