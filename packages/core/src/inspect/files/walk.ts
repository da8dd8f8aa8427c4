import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** So many files are looked at below one folder. */
const mostFiles = 20_000;
/** So deep folders lie in one another. */
export const deepest = 32;

/** Folders with what others have written, of which there is much. */
const passedOver: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn']);

/** What walking came to. */
export interface Walk {
  readonly files: readonly string[];
  /** Why there are more than these. */
  readonly cut: 'none' | 'too-many' | 'too-deep';
  /** Folders that could not be opened. */
  readonly closed: readonly string[];
}

/**
 * Lists the files below a folder, in the order of their names. Symbolic links in it are not followed, so it ends; the folder
 * itself may be one.
 *
 * @param most files
 * @throws whatever the file system says to the folder itself
 */
export async function filesBelow(folder: string, most: number = mostFiles): Promise<Walk> {
  const files: string[] = [];
  const closed: string[] = [];
  let level: readonly string[] = [folder];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= deepest) return { files, cut: 'too-deep', closed };
    const below: string[] = [];
    for (const directory of level) {
      const entries = await entriesOf(directory, directory === folder, most);
      if (entries === undefined) closed.push(directory);
      for (const { name, isDirectory } of entries ?? []) {
        (isDirectory ? below : files).push(join(directory, name));
      }
      if (files.length > most || below.length > most) return { files: files.slice(0, most), cut: 'too-many', closed };
    }
    level = below;
  }
  return { files, cut: 'none', closed };
}

interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** Of files and of folders, each, one more than `most` at most: then whoever asked sees that there are too many. */
async function entriesOf(directory: string, isFirst: boolean, most: number): Promise<readonly Entry[] | undefined> {
  try {
    const entries: Entry[] = [];
    let folders = 0;
    for await (const entry of await opendir(directory)) {
      const isDirectory = entry.isDirectory();
      if (isDirectory ? passedOver.has(entry.name) : !entry.isFile()) continue;
      entries.push({ name: entry.name, isDirectory });
      if (isDirectory) folders++;
      if (Math.max(folders, entries.length - folders) > most) break;
    }
    return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isFirst) throw error;
    return undefined;
  }
}

/** Whether a path is a folder. @throws whatever the file system says, also that there is none */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path)).isDirectory();
}
