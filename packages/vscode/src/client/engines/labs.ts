import { isAbsolute, join } from 'node:path';
import { lstat } from 'node:fs/promises';
import { Problem, reasonOf } from '@swarmpki/core/commands';
import { dataDirectory, findStateDirectory, listStateDirectories, realPathOf } from '@swarmpki/core/host/where';

/** More than anybody wants to look at. */
const mostLabs = 50;

/** Where labs are looked for. */
export interface LabSearch {
  /** Of the user's settings; empty for none. */
  readonly named: string;
  /** Of the workspace, on this machine. */
  readonly folders: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

export interface FoundLabs {
  /** Real paths. That of the settings is among them though there may be nothing yet. */
  readonly directories: readonly string[];
  /** Why others are not used that lie nearer: sentences. */
  readonly passedOver: readonly string[];
}

/** Finds the labs of this machine and user: those of the workspace first. Nothing in a workspace is taken for one that this user has not made. */
export async function findLabs({ named, folders, environment }: LabSearch): Promise<FoundLabs> {
  const passedOver = new Set<string>();
  const near: string[] = [];
  for (const folder of folders) {
    const found = await findStateDirectory(folder, environment);
    for (const { message } of found.passedOver) passedOver.add(message);
    if (await isThere(found.path)) near.push(found.path);
  }
  const all = [...(named === '' ? [] : [named]), ...near, ...(await listStateDirectories(environment))];
  const real = await Promise.all(
    all.slice(0, 2 * mostLabs).map(async (path) => {
      try {
        return [await realPathOf(absolute(path))];
      } catch (error) {
        // One that cannot be looked at does not hide the others.
        passedOver.add(`${path}: ${reasonOf(error)}`);
        return [];
      }
    }),
  );
  return { directories: [...new Set(real.flat())].slice(0, mostLabs), passedOver: [...passedOver] };
}

/** Where a lab is made that nobody names a place for. */
export async function usualLab({ named, folders, environment }: LabSearch): Promise<string> {
  if (named !== '') return realPathOf(absolute(named));
  const [folder] = folders;
  if (folder !== undefined) return realPathOf((await findStateDirectory(folder, environment)).path);
  return realPathOf(join(dataDirectory(environment), 'lab'));
}

/** What a relative path were relative to nobody could say. @throws {Problem} `bad-setting` */
function absolute(path: string): string {
  if (isAbsolute(path)) return path;
  throw new Problem('bad-setting', `swarmpki.stateDirectory is ${path}`, {
    expected: 'an absolute path',
    next: 'Change it in the settings of this machine, or leave it empty.',
  });
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    // What cannot be looked at is no lab of this user's.
    return false;
  }
}
