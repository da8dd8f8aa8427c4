import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { FileProblem } from '../../files/problem.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { trackedPaths } from './git-index.ts';

/** bytes: an index of a million files has some 100 MB; a larger one is left alone. */
const largestIndex = 128 * 1024 * 1024;
const largestNote = 64 * 1024;
/** So far up a repository is looked for. */
const deepest = 64;

interface Repository {
  readonly top: string;
  /** As bytes in latin1, with slashes. */
  readonly paths: ReadonlySet<string>;
}

/** Tells what git tracks, by reading its index; git is never run, since a repository may say what git is to run. */
export class Tracked {
  /** By directory: several lie in one repository, and most in none. */
  readonly #repositories = new Map<string, Promise<Repository | undefined>>();
  readonly #indexes = new Map<string, Promise<Repository | undefined>>();

  /** @returns `undefined` where no repository is, or its index cannot be read */
  async has(path: string): Promise<boolean | undefined> {
    try {
      const absolute = await realpath(path);
      const repository = await this.#repositoryOf(dirname(absolute));
      if (repository === undefined) return undefined;
      const name = relative(repository.top, absolute).split(sep).join('/');
      return repository.paths.has(Buffer.from(name, 'utf8').toString('latin1'));
    } catch (error) {
      if (error instanceof FileProblem || isSystemError(error)) return undefined;
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
      if (gitDirectory !== undefined) return this.#read(top, gitDirectory);
      const above = dirname(top);
      if (above === top) return undefined;
      top = above;
    }
    return undefined;
  }

  #read(top: string, gitDirectory: string): Promise<Repository | undefined> {
    const known = this.#indexes.get(gitDirectory);
    if (known !== undefined) return known;
    const read = readRepository(top, gitDirectory);
    this.#indexes.set(gitDirectory, read);
    return read;
  }
}

/** `.git` itself, or where the file of that name points to: in a work tree beside others, or a submodule. */
async function gitDirectoryAt(top: string): Promise<string | undefined> {
  const path = join(top, '.git');
  if ((await textAt(join(path, 'HEAD'))) !== undefined) return path;
  const [, target] = /^gitdir: ([^\n]+)/.exec((await textAt(path)) ?? '') ?? [];
  if (target === undefined || isOnAnother(target)) return undefined;
  const directory = isAbsolute(target) ? target : resolve(top, target);
  return (await textAt(join(directory, 'HEAD'))) === undefined ? undefined : directory;
}

/** Whether a path names another machine: Windows would log in there, and a repository is not to say where. */
function isOnAnother(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

async function readRepository(top: string, gitDirectory: string): Promise<Repository | undefined> {
  const { bytes } = await readRegularFile(join(gitDirectory, 'index'), { most: largestIndex, followLink: false });
  // Work trees share the configuration of their repository.
  const common = (await textAt(join(gitDirectory, 'commondir')))?.trim();
  const isOwn = common === undefined || isOnAnother(common);
  const config = (await textAt(join(isOwn ? gitDirectory : resolve(gitDirectory, common), 'config'))) ?? '';
  const hashLength = /^\s*objectformat\s*=\s*sha256\s*$/im.test(config) ? 32 : 20;
  const paths = trackedPaths(bytes, hashLength);
  return paths && { top, paths };
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, { most: largestNote, followLink: false })).bytes.toString('utf8');
  } catch (error) {
    if (error instanceof FileProblem) return undefined;
    throw error;
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
