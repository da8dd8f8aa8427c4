import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { FileProblem } from '../../files/problem.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { Problem, reasonOf } from '../../problem.ts';
import type { Source } from '../source.ts';
import { contentsOf, isDer } from './contents.ts';
import type { GitIndexes } from './git-indexes.ts';
import { Tracked } from './git.ts';
import { deepest, filesBelow, isFolder } from './walk.ts';

/** Of a file that was named, bytes. */
const largestFile = 64 * 1024 * 1024;
/** Of one that was met in a folder: nobody keeps certificates in larger ones. */
const largestMet = 8 * 1024 * 1024;
/** Of all in a folder together. */
const mostBytes = 512 * 1024 * 1024;

interface ReadSourcesOptions {
  /** How much of a folder is read; left out, as much as is thought enough for any. */
  readonly files?: number;
  readonly bytes?: number;
  /** Kept by whoever reads again and again. */
  readonly indexes?: GitIndexes;
}

/** Something that could not be read. */
class ReadProblem extends Problem<'not-readable' | 'too-much'> {}

/** What reading a path yields, one after another: sources, and what could not be read. */
export type ReadSource = { readonly source: Source } | { readonly path: string; readonly problem: Problem };

/**
 * Reads a file, or all files of a folder. Nothing but regular files is read, nothing is changed, and no program is run. In a
 * folder, files that cannot hold anything of interest are passed over: large ones, and those that are neither text nor DER.
 *
 * @param path as it was given; the names of sources begin with it
 * @param from the directory that it is relative to, absolute
 */
export async function* readSources(
  path: string,
  from: string,
  { indexes, ...limits }: ReadSourcesOptions = {},
): AsyncGenerator<ReadSource> {
  const top = { absolute: resolve(from, path), name: path };
  const tracked = new Tracked(indexes);
  let folder: boolean;
  try {
    folder = await isFolder(top.absolute);
  } catch (error) {
    yield { path, problem: asProblem(path, error) };
    return;
  }
  if (folder) yield* readFolder(top, limits, tracked);
  else yield (await readFile(top, { most: largestFile, followLink: true }, tracked)).found;
}

interface Path {
  readonly absolute: string;
  /** As people know it. */
  readonly name: string;
}

interface ReadLimits {
  readonly most: number;
  readonly followLink: boolean;
}

interface ReadFile {
  readonly found: ReadSource;
  /** Bytes that were read, also where nothing came of it: what the file system says of its own files is 0. */
  readonly cost: number;
}

async function readFile({ absolute, name }: Path, limits: ReadLimits, tracked: Tracked): Promise<ReadFile> {
  try {
    const { bytes, mode } = await readRegularFile(absolute, limits);
    const isTracked = await tracked.has(absolute);
    const modes = process.platform === 'win32' ? {} : { mode };
    const file = { ...modes, ...(isTracked === undefined ? {} : { tracked: isTracked }) };
    return { found: { source: { name, ...contentsOf(bytes), file } }, cost: bytes.length };
  } catch (error) {
    const isTooLarge = error instanceof FileProblem && error.code === 'too-large';
    return { found: { path: name, problem: asProblem(name, error) }, cost: isTooLarge ? limits.most + 1 : 0 };
  }
}

async function* readFolder(
  top: Path,
  { files, bytes = mostBytes }: ReadSourcesOptions,
  tracked: Tracked,
): AsyncGenerator<ReadSource> {
  let walk;
  try {
    walk = await filesBelow(top.absolute, files);
  } catch (error) {
    yield { path: top.name, problem: asProblem(top.name, error) };
    return;
  }
  const nameOf = (absolute: string): string => join(top.name, relative(top.absolute, absolute));
  let read = 0;
  for (const absolute of walk.files) {
    const size = await interestingSize(absolute);
    if (size === undefined) continue;
    const limits = { most: Math.min(largestMet, bytes - read), followLink: false };
    const one = size > limits.most ? undefined : await readFile({ absolute, name: nameOf(absolute) }, limits, tracked);
    read += one?.cost ?? size;
    if (one === undefined || read > bytes) {
      yield tooMuch(top.name, `its files have more than ${bytes} bytes`);
      return;
    }
    yield one.found;
  }
  for (const closed of walk.closed.map(nameOf)) {
    yield { path: closed, problem: asProblem(closed, new Error('it cannot be opened')) };
  }
  if (walk.cut === 'too-many') yield tooMuch(top.name, `it has more than ${walk.files.length} files`);
  if (walk.cut === 'too-deep') yield tooMuch(top.name, `its folders lie more than ${deepest} deep in one another`);
}

const sampleLength = 4096;

/** The size of a file that may hold something; it is looked at again when it is read. */
async function interestingSize(path: string): Promise<number | undefined> {
  try {
    const { bytes, size } = await sampleOf(path);
    if (size > largestMet) return undefined;
    return isDer(bytes) || !bytes.includes(0) ? size : undefined;
  } catch {
    // Whoever reads it is told why it cannot be.
    return 0;
  }
}

async function sampleOf(path: string): Promise<{ readonly bytes: Buffer; readonly size: number }> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  const { size } = await file.stat();
  const buffer = Buffer.alloc(sampleLength);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  return { bytes: buffer.subarray(0, bytesRead), size };
}

function tooMuch(path: string, why: string): ReadSource {
  return {
    path,
    problem: new ReadProblem('too-much', `${path} was not read to the end: ${why}`, {
      expected: 'a folder with keys and certificates',
      next: 'Name folders further down.',
    }),
  };
}

function asProblem(path: string, error: unknown): Problem {
  if (error instanceof FileProblem) return error;
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  return new ReadProblem(
    'not-readable',
    isMissing ? `there is no file ${path}` : `${path} cannot be read: ${reasonOf(error)}`,
    {
      expected: 'a file or a folder that you may read',
      next: 'Check the path, and whose it is.',
    },
  );
}
