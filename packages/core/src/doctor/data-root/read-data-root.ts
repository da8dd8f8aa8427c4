import type { Stats } from 'node:fs';
import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { FileProblem } from '../../files/problem.ts';
import { isMissing } from '../../files/missing.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { contentsOf } from '../../inspect/files/contents.ts';
import { Problem, reasonOf } from '../../problem.ts';
import { DoctorProblem } from '../problem.ts';
import type { DataRoot, DataRootEntry } from './data-root.ts';
import { Folder } from './folder.ts';
import { Path, isLabDirectory, knownEntry, longestFile } from './layout.ts';

/**
 * Reads a data root of Docker's, `/var/lib/docker` or the `swarm` in it, or a copy of either, or a folder of certificates alone.
 * Nothing is written, locked or run. Below the folder that was named no symbolic link is followed.
 *
 * @param path of a folder; it may be a link to one
 * @throws {DoctorProblem} `no-data-root` where there is no such folder, `not-readable` where it, or that of its certificates, is
 *   closed
 */
export async function readDataRoot(path: string): Promise<DataRoot> {
  const { folder, certificatesOnly } = await locate(path);
  const reading = new Reading(folder, certificatesOnly);
  await reading.read(folder === path);
  const { entries, files, unread } = reading;
  const lab = await labOf(certificatesOnly ? dirname(folder) : folder);
  return { path: folder, certificatesOnly, ...(lab !== undefined && { lab }), entries, files, unread };
}

async function locate(path: string): Promise<{ readonly folder: string; readonly certificatesOnly: boolean }> {
  const names = await namesIn(path);
  const has = (...wanted: readonly string[]): boolean => wanted.some((name) => names.includes(name));
  if (has('certificates', Path.managers, Path.membership)) return { folder: path, certificatesOnly: false };
  if (has(...[Path.root, Path.certificate, Path.key].map((name) => basename(name)))) {
    return { folder: path, certificatesOnly: true };
  }
  const below = join(path, 'swarm');
  if (has('swarm')) return { folder: below, certificatesOnly: false };
  return { folder: path, certificatesOnly: false };
}

/** The state directory of a lab, if it is one of its nodes whose `swarm` this is: `LAB/nodes/NAME/swarm`. */
async function labOf(swarm: string): Promise<string | undefined> {
  const nodes = dirname(dirname(resolve(swarm)));
  if (basename(nodes) !== 'nodes') return undefined;
  const lab = dirname(nodes);
  try {
    return isLabDirectory(await readdir(lab)) ? lab : undefined;
  } catch {
    // Where one may not look there is no lab of one's own.
    return undefined;
  }
}

/** Of the folder that was named: a link to it is followed, as `/var/lib/docker` may be one. */
async function namesIn(path: string): Promise<readonly string[]> {
  try {
    await using folder = await Folder.open(path, { followLink: true });
    if (folder === undefined) throw noDataRoot(path, `${path} is no folder`);
    return (await folder.list()).names;
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (isMissing(error)) throw noDataRoot(path, `there is no folder ${path}`);
    throw asProblem(path, error);
  }
}

/** Folders that are looked into. */
const opened: ReadonlySet<string> = new Set(['', 'certificates', 'raft', 'worker']);

class Reading {
  readonly entries: DataRootEntry[] = [];
  readonly files = new Map<string, ReturnType<typeof contentsOf>>();
  readonly unread: { readonly path: string; readonly problem: Problem }[] = [];
  readonly #folder: string;
  readonly #certificatesOnly: boolean;

  constructor(folder: string, certificatesOnly: boolean) {
    this.#folder = folder;
    this.#certificatesOnly = certificatesOnly;
  }

  /** @param isNamed whether the user has named this very folder: then it may be a link */
  async read(isNamed: boolean): Promise<void> {
    await this.#visit(this.#certificatesOnly ? 'certificates' : '', this.#folder, isNamed);
  }

  /** @param reached where it is found; its own path may have become that of something else */
  async #visit(path: string, reached: string, isNamed = false): Promise<void> {
    try {
      if (opened.has(path)) await this.#visitFolder(path, reached, isNamed);
      else if (knownEntry(path)?.kind === 'file') await this.#visitFile(path, reached);
      else this.entries.push(await entryAt(path, reached));
    } catch (error) {
      // What has gone meanwhile was not there.
      if (isMissing(error) || (error instanceof FileProblem && error.code === 'missing')) return;
      const problem = asProblem(this.#absolute(path), error);
      // Without these there is nothing to be said.
      if (path === '' || path === 'certificates') throw problem;
      this.unread.push({ path, problem });
    }
  }

  async #visitFolder(path: string, reached: string, followLink: boolean): Promise<void> {
    await using folder = await this.#openFolder(path, reached, followLink);
    if (folder === undefined) return;
    this.entries.push({ path, kind: 'directory', ...factsOf(folder.facts) });
    const { names, cut } = await folder.list();
    for (const name of names) await this.#visit(path === '' ? name : `${path}/${name}`, join(folder.path, name));
    if (cut) {
      const problem = new DoctorProblem('not-readable', `more than ${names.length} files are in it`, {
        expected: 'a folder as Docker keeps it',
        next: 'Look at what has filled it.',
      });
      this.unread.push({ path, problem });
    }
  }

  /** What cannot be opened is an entry all the same. */
  async #openFolder(path: string, reached: string, followLink: boolean): Promise<Folder | undefined> {
    try {
      const folder = await Folder.open(reached, { followLink });
      if (folder === undefined) this.entries.push(await entryAt(path, reached));
      return folder;
    } catch (error) {
      this.entries.push(await entryAt(path, reached, followLink));
      throw error;
    }
  }

  /** What is said of a file is said of the very one that was read. */
  async #visitFile(path: string, reached: string): Promise<void> {
    try {
      const name = this.#absolute(path);
      const file = await readRegularFile(reached, { most: longestFile, followLink: false, name });
      this.entries.push({ path, kind: 'file', ...factsOf({ ...file, mtimeMs: file.mtime }) });
      this.files.set(path, contentsOf(file.bytes));
    } catch (error) {
      this.entries.push(await entryAt(path, reached));
      if (!(error instanceof FileProblem && error.code === 'not-regular')) throw error;
    }
  }

  #absolute(path: string): string {
    const below = this.#certificatesOnly ? path.replace(/^certificates\/?/, '') : path;
    return join(this.#folder, below);
  }
}

/** Something that is not opened, or cannot be. */
async function entryAt(path: string, reached: string, followLink = false): Promise<DataRootEntry> {
  const facts = await (followLink ? stat : lstat)(reached);
  const kind = kindOf(facts);
  return {
    path,
    kind,
    ...factsOf(facts),
    ...(kind === 'symbolic-link' ? { target: await readlink(reached) } : {}),
  };
}

function factsOf({
  mode,
  uid,
  size,
  mtimeMs,
}: Pick<Stats, 'mode' | 'uid' | 'size' | 'mtimeMs'>): Omit<DataRootEntry, 'path' | 'kind'> {
  return { ...(process.platform === 'win32' ? {} : { mode: mode & 0o7777 }), uid, size, mtime: mtimeMs };
}

function kindOf(facts: Stats): DataRootEntry['kind'] {
  if (facts.isSymbolicLink()) return 'symbolic-link';
  if (facts.isDirectory()) return 'directory';
  return facts.isFile() ? 'file' : 'other';
}

function noDataRoot(path: string, message: string): DoctorProblem {
  return new DoctorProblem('no-data-root', message, {
    expected: 'the folder of a Docker Engine: /var/lib/docker unless it was told otherwise (`docker info` names it)',
    next: 'Check the path.',
  });
}

function asProblem(path: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new DoctorProblem('not-readable', `${path} cannot be read: ${whyOf(error)}`, {
    expected: 'files that you may read: Docker’s are for root alone',
    next: 'Ask as root, or of a copy that is yours.',
    cause: error,
  });
}

/** Without the path that node names: it is the one by which the file was reached, which nobody knows. */
function whyOf(error: unknown): string {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number'
    ? getSystemErrorMessage(error.errno)
    : reasonOf(error);
}
