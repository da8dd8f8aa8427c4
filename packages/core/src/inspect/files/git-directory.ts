import { isAbsolute, join, resolve } from 'node:path';
import { FileProblem } from '../../files/problem.ts';
import { readRegularFile } from '../../files/regular-file.ts';

const largestNote = 64 * 1024;

/**
 * The directory in which git keeps what it knows of a work tree: `.git` itself, or where the file of that name points to, in a
 * work tree beside others, or a submodule.
 *
 * @returns `undefined` where no work tree begins
 */
export async function gitDirectoryAt(top: string): Promise<string | undefined> {
  const path = join(top, '.git');
  if ((await textAt(join(path, 'HEAD'))) !== undefined) return path;
  const [, target] = /^gitdir: ([^\n]+)/.exec((await textAt(path)) ?? '') ?? [];
  if (target === undefined || isOnAnother(target)) return undefined;
  const directory = isAbsolute(target) ? target : resolve(top, target);
  return (await textAt(join(directory, 'HEAD'))) === undefined ? undefined : directory;
}

/** Bytes of a hash in a repository: 20 for SHA-1, 32 for SHA-256. */
export async function hashLengthIn(gitDirectory: string): Promise<number> {
  // Work trees share the configuration of their repository.
  const common = (await textAt(join(gitDirectory, 'commondir')))?.trim();
  const isOwn = common === undefined || isOnAnother(common);
  const config = (await textAt(join(isOwn ? gitDirectory : resolve(gitDirectory, common), 'config'))) ?? '';
  return /^\s*objectformat\s*=\s*sha256\s*$/im.test(config) ? 32 : 20;
}

/** Whether a path names another machine: Windows would log in there, and a repository is not to say where. */
function isOnAnother(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, { most: largestNote, followLink: false })).bytes.toString('utf8');
  } catch (error) {
    if (error instanceof FileProblem) return undefined;
    throw error;
  }
}
