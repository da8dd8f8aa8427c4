import { hash, randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { makeDirectory, writeAtomically } from '../../files/atomic-write.ts';
import { ifThere } from '../../files/missing.ts';
import { FileProblem } from '../../files/problem.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { dataDirectory } from './user-directories.ts';
import type { Environment } from './user-directories.ts';

/** More than anybody has made. */
const mostEntries = 1_000;
/** Of a path, bytes. */
const longest = 4_097;

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

  /** The paths that directories were made at, in any order; what is there now may be anything. */
  async paths(): Promise<readonly string[]> {
    const names = await ifThere(readdir(this.#directory), []);
    const entries = names.filter((name) => /^[\da-f]{64}$/.test(name)).slice(0, mostEntries);
    const paths = await Promise.all(entries.map((name) => pathIn(join(this.#directory, name))));
    return [...new Set(paths.filter((path) => path !== undefined))];
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

async function pathIn(entry: string): Promise<string | undefined> {
  try {
    const { bytes } = await readRegularFile(entry, { most: longest, followLink: false });
    const path = bytes.toString('utf8').replace(/\n$/, '');
    return isAbsolute(path) ? path : undefined;
  } catch (error) {
    // What cannot be read names nothing.
    if (error instanceof FileProblem) return undefined;
    throw error;
  }
}
