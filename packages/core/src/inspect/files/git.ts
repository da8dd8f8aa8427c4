import { realpath } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { gitDirectoryAt } from './git-directory.ts';
import { GitIndexes } from './git-indexes.ts';

/** So far up a repository is looked for. */
const deepest = 64;

interface Repository {
  readonly top: string;
  /** As {@link GitIndexes.pathsIn} has them. */
  readonly paths: ReadonlySet<string> | undefined;
}

/**
 * Tells what git tracks at some moment, by reading its index; git is never run, since a repository may say what git is to run.
 */
export class Tracked {
  /** By directory: several lie in one repository, and most in none. */
  readonly #repositories = new Map<string, Promise<Repository | undefined>>();
  readonly #indexes: GitIndexes;

  /** @param indexes those of an earlier moment, which are read again if they have changed */
  constructor(indexes: GitIndexes = new GitIndexes()) {
    this.#indexes = indexes;
  }

  /** @returns `undefined` where no repository is, or its index cannot be read */
  async has(path: string): Promise<boolean | undefined> {
    try {
      const absolute = await realpath(path);
      const repository = await this.#repositoryOf(dirname(absolute));
      if (repository?.paths === undefined) return undefined;
      const name = relative(repository.top, absolute).split(sep).join('/');
      return repository.paths.has(Buffer.from(name, 'utf8').toString('latin1'));
    } catch (error) {
      if (isSystemError(error)) return undefined;
      throw error;
    }
  }

  #repositoryOf(directory: string): Promise<Repository | undefined> {
    const known = this.#repositories.get(directory);
    if (known !== undefined) return known;
    const found = this.#find(directory);
    this.#repositories.set(directory, found);
    return found;
  }

  async #find(directory: string): Promise<Repository | undefined> {
    let top = directory;
    for (let depth = 0; depth < deepest; depth++) {
      const gitDirectory = await gitDirectoryAt(top);
      if (gitDirectory !== undefined) return { top, paths: await this.#indexes.pathsIn(gitDirectory) };
      const above = dirname(top);
      if (above === top) return undefined;
      top = above;
    }
    return undefined;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
