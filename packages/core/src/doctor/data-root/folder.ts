import { constants, existsSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open, opendir, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** So many entries of one folder are looked at: Docker puts ten there. */
const mostEntries = 1_000;

const descriptors = '/proc/self/fd';
const { O_RDONLY, O_NONBLOCK, O_DIRECTORY, O_NOFOLLOW } = constants;

/**
 * A folder that is being read. On Linux it is held open, and what is in it is reached through it: so whoever puts another in its
 * place in the meantime, or a link to one, changes nothing of what is read.
 */
export class Folder implements AsyncDisposable {
  /** By which its entries are reached. */
  readonly path: string;
  readonly facts: Stats;
  readonly #handle: FileHandle | undefined;

  private constructor(path: string, facts: Stats, handle?: FileHandle) {
    this.path = path;
    this.facts = facts;
    this.#handle = handle;
  }

  /**
   * @returns `undefined` where something else than a folder is
   * @throws whatever the file system says
   */
  static async open(path: string, { followLink }: { readonly followLink: boolean }): Promise<Folder | undefined> {
    if (!existsSync(descriptors)) {
      const facts = await (followLink ? stat : lstat)(path);
      return facts.isDirectory() ? new Folder(path, facts) : undefined;
    }
    try {
      const handle = await open(path, O_RDONLY | O_NONBLOCK | O_DIRECTORY | (followLink ? 0 : O_NOFOLLOW));
      return new Folder(`${descriptors}/${handle.fd}`, await handle.stat(), handle);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOTDIR' || code === 'ELOOP') return undefined;
      throw error;
    }
  }

  /** The names of what is in it, sorted; `cut` when there are more. */
  async list(): Promise<{ readonly names: readonly string[]; readonly cut: boolean }> {
    const names: string[] = [];
    for await (const { name } of await opendir(this.path)) {
      if (names.length === mostEntries) return { names: names.toSorted(), cut: true };
      names.push(name);
    }
    return { names: names.toSorted(), cut: false };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
  }
}
