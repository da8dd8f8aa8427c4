import { lstat, opendir, realpath } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeDirectory, writeAtomically } from '../../files/atomic-write.ts';
import { ifThere } from '../../files/missing.ts';
import { Problem } from '../../problem.ts';
import { markerName, readMarker, writeMarker } from './marker.ts';
import { makePrivate } from './private-directory.ts';
import { HostProblem, checkOwnAndPrivate, oddFile, symlink } from './problem.ts';
import { Registry } from './registry.ts';
import { dataDirectory } from './user-directories.ts';
import type { Environment } from './user-directories.ts';

/** The name of a state directory in a project. */
const projectName = '.swarmpki';
/** Of the state directory that is in no project. */
const defaultName = 'lab';
const ignoreFile = '.gitignore';
/** What is in it before all else: two programs may make it at the same time. */
const firstNames = [markerName, ignoreFile];

/** More than this is in no state directory of this program. */
const mostEntries = 1_000_000;
/** nodes/NAME/swarm/certificates/FILE, and one to spare. */
const deepest = 6;

export interface FoundDirectory {
  readonly path: string;
  /** Why others that were nearer are not used. */
  readonly passedOver: readonly Problem[];
}

/** Which state directory is meant where none is named: the nearest of one's own upward, else the one of the user's data. */
export async function findStateDirectory(from: string, environment: Environment): Promise<FoundDirectory> {
  const passedOver: Problem[] = [];
  for (let above = resolve(from); ; above = dirname(above)) {
    const path = join(above, projectName);
    try {
      if ((await statOf(path)) !== undefined) {
        await checkRegistered(await checkOwn(path), environment);
        return { path, passedOver };
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      passedOver.push(error);
    }
    if (dirname(above) === above) return { path: join(dataDirectory(environment), defaultName), passedOver };
  }
}

/** All state directories that this user has made and that can be used as they are, by their real paths, in order. */
export async function listStateDirectories(environment: Environment): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of await new Registry(environment).paths()) {
    try {
      if ((await statOf(path)) === undefined) continue;
      const real = await checkOwn(path);
      await checkRegistered(real, environment);
      found.push(real);
    } catch (error) {
      // Something else may lie there by now.
      if (!(error instanceof Problem)) throw error;
    }
  }
  return [...new Set(found)].toSorted();
}

/**
 * Makes sure that a directory is this user's own state directory, and makes one where there is none.
 *
 * @returns its real path
 * @throws {HostProblem} why it is not used
 */
export async function openStateDirectory(path: string, environment: Environment): Promise<string> {
  await makeDirectory(dirname(resolve(path)), 0o700);
  await makePrivate(path);
  const real = await checkOwn(path);
  // Before anything in it is read.
  const names = await namesIn(real);
  const isFresh = names.every((name) => firstNames.some((own) => name === own || name.startsWith(`.tmp-${own}`)));
  if (isFresh && !names.includes(markerName)) {
    await writeMarker(real, await new Registry(environment).register(real));
  }
  await checkRegistered(real, environment);
  if (!names.includes(ignoreFile)) await writeAtomically(join(real, ignoreFile), '*\n', 0o600);
  return real;
}

/** @returns its real path @throws {HostProblem} */
async function checkOwn(path: string): Promise<string> {
  const stat = await statOf(path);
  if (stat?.isSymbolicLink()) throw symlink(path);
  if (!stat?.isDirectory()) {
    throw new HostProblem('not-a-directory', `${path} is no directory`, { next: 'Use another path.' });
  }
  checkOwnAndPrivate(path, stat);
  return realpath(path);
}

/** @param real path */
async function checkRegistered(real: string, environment: Environment): Promise<void> {
  const marker = await readMarker(real);
  if (marker !== undefined && (await new Registry(environment).isRegistered(real, marker.id))) return;
  throw new HostProblem('unregistered', `${real} was not made by you here: it may have come with a repository`, {
    expected: 'a directory that swarmpki has made for you at this place',
    next: 'Use another one. One that you have moved is used again when it is back where it was.',
  });
}

/** The names right below a directory, once all below it has been looked at. @throws {HostProblem} */
async function namesIn(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  let entries = 0;
  const look = async (directory: string, depth: number): Promise<void> => {
    if (depth > deepest) throw tooMuch(path);
    for await (const entry of await opendir(directory)) {
      if (++entries > mostEntries) throw tooMuch(path);
      const inside = join(directory, entry.name);
      if (depth === 0) names.push(entry.name);
      if (entry.isSymbolicLink()) throw symlink(inside);
      if (entry.isDirectory()) await look(inside, depth + 1);
      else if (!entry.isFile()) throw oddFile(inside);
    }
  };
  await look(path, 0);
  return names;
}

function statOf(path: string): Promise<Stats | undefined> {
  return ifThere(lstat(path), undefined);
}

function tooMuch(path: string): HostProblem {
  return new HostProblem('too-much', `${path} holds more than swarmpki ever puts there`, {
    expected: `at most ${mostEntries} entries, ${deepest} folders deep`,
    next: 'Use another directory.',
  });
}
