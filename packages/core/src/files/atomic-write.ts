import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ifThere } from './missing.ts';

/**
 * Replaces a file so that at every moment, a crash included, either the old or the new contents are there, whole. The
 * new file is private from its first byte and gets its mode before it gets its name.
 *
 * Docker syncs the file alone; the directory is synced here as well, since the new name lives there.
 *
 * @param mode as `chmod` takes it
 * @throws whatever the file system says; the temporary file is removed
 */
export async function writeAtomically(path: string, contents: string, mode: number): Promise<void> {
  const temporary = join(dirname(path), `${temporaryPrefix(basename(path))}${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.chmod(mode);
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Removes what {@link writeAtomically} has left of files of these names because the process was killed. To be called when
 * none of them is being written.
 */
export async function removeLeftovers(directory: string, names: readonly string[]): Promise<void> {
  const prefixes = names.map(temporaryPrefix);
  for (const entry of await ifThere(readdir(directory), [])) {
    const isLeftover = prefixes.some((prefix) => entry.startsWith(prefix) && isSuffix(entry.slice(prefix.length)));
    if (isLeftover) await rm(join(directory, entry), { force: true });
  }
}

const temporaryPrefix = (name: string): string => `.tmp-${name}`;
const isSuffix = (text: string): boolean => /^[0-9a-f]{12}$/.test(text);

/** Renames within a directory, durably. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
}

/** Makes a directory and those above it that are missing, durably. @param mode as `mkdir` takes it */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode });
  if (first === undefined) return;
  // A name is kept by the directory above it; `first` is the topmost of those that were made.
  for (let made = resolve(path); made.length >= resolve(first).length; made = dirname(made)) {
    await syncDirectory(dirname(made));
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
