import { hash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeDirectory } from '../../files/atomic-write.ts';
import { ifThere, isMissing } from '../../files/missing.ts';
import { makePrivate } from './private-directory.ts';
import { HostProblem, checkOwnAndPrivate } from './problem.ts';
import { runtimeDirectory } from './user-directories.ts';
import type { Environment } from './user-directories.ts';

/** What a system takes as the path of a socket, in bytes. */
const longestPath = 107;

/**
 * Where the host of a state directory listens. It is computed and stands nowhere: so nobody can lead clients elsewhere.
 *
 * @param directory its real path
 * @throws {HostProblem} `long-path`
 */
export function socketPathOf(directory: string, environment: Environment): string {
  const name = `${hash('sha256', directory, 'hex').slice(0, 32)}.sock`;
  const path = join(runtimeDirectory(environment), name);
  if (Buffer.byteLength(path) <= longestPath) return path;
  throw new HostProblem('long-path', `${path} is too long for a socket`, {
    expected: `${longestPath} bytes at most`,
    next: 'Set XDG_RUNTIME_DIR to a directory with a shorter path.',
  });
}

/**
 * Where the host of a state directory listens, or would: the directory need not be there yet.
 *
 * @throws {HostProblem} `long-path`
 */
export async function socketOf(stateDirectory: string, environment: Environment): Promise<string> {
  return socketPathOf(await realPathOf(resolve(stateDirectory)), environment);
}

/** Of what is not there it is the real path of what is above it. @param path absolute */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error) || dirname(path) === path) throw error;
    return join(await realPathOf(dirname(path)), basename(path));
  }
}

/**
 * Makes the folder in which sockets of this user are made, and makes sure that it is nobody else's.
 *
 * @throws {HostProblem} as {@link checkSocketFolder}
 */
export async function makeSocketFolder(environment: Environment): Promise<void> {
  const folder = runtimeDirectory(environment);
  await makeDirectory(dirname(folder), 0o700);
  await makePrivate(folder);
  await checkSocketFolder(environment);
}

/**
 * Makes sure that the folder of this user's sockets, if there is one, is nobody else's: in a folder for temporary files
 * anybody may have made one of that name, and would be told what is meant for a host.
 *
 * @throws {HostProblem} `bad-runtime-directory`, `not-yours`, `open-to-others`
 */
export async function checkSocketFolder(environment: Environment): Promise<void> {
  const folder = runtimeDirectory(environment);
  const stat = await ifThere(lstat(folder), undefined);
  if (stat === undefined) return;
  if (!stat.isDirectory()) {
    throw new HostProblem('bad-runtime-directory', `${folder} is no directory`, {
      expected: 'a directory of yours, or nothing',
      next: 'Remove it, or set XDG_RUNTIME_DIR.',
    });
  }
  checkOwnAndPrivate(folder, stat);
}
