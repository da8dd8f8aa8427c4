import type { Stats } from 'node:fs';
import { lstat, opendir, readlink, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FileProblem } from '../../files/problem.ts';
import { isMissing } from '../../files/missing.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { contentsOf } from '../../inspect/files/contents.ts';
import { Problem, reasonOf } from '../../problem.ts';
import { DoctorProblem } from '../problem.ts';
import type { DataRoot, DataRootEntry } from './data-root.ts';
import { Path, knownEntry, longestFile } from './layout.ts';

/** So many entries of one folder are looked at: Docker puts ten there. */
const mostEntries = 1_000;

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
  return { path: folder, certificatesOnly, entries, files, unread };
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

/** Of the folder that was named: a link to it is followed, as `/var/lib/docker` may be one. */
async function namesIn(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) throw noDataRoot(path, `${path} is no folder`);
    return (await listed(path)).names;
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (isMissing(error)) throw noDataRoot(path, `there is no folder ${path}`);
    throw asProblem(path, error);
  }
}

async function listed(path: string): Promise<{ readonly names: readonly string[]; readonly cut: boolean }> {
  const names: string[] = [];
  for await (const { name } of await opendir(path)) {
    if (names.length === mostEntries) return { names: names.toSorted(), cut: true };
    names.push(name);
  }
  return { names: names.toSorted(), cut: false };
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
    await this.#visit(this.#certificatesOnly ? 'certificates' : '', isNamed);
  }

  async #visit(path: string, isNamed = false): Promise<void> {
    try {
      const entry = await this.#entryAt(path, isNamed);
      this.entries.push(entry);
      if (entry.kind === 'directory' && opened.has(path)) await this.#open(path);
      if (entry.kind === 'file' && knownEntry(path)?.kind === 'file') await this.#readFile(path);
    } catch (error) {
      // What has gone meanwhile was not there.
      if (isMissing(error) || (error instanceof FileProblem && error.code === 'missing')) return;
      const problem = asProblem(this.#absolute(path), error);
      // Without these there is nothing to be said.
      if (path === '' || path === 'certificates') throw problem;
      this.unread.push({ path, problem });
    }
  }

  async #entryAt(path: string, follow: boolean): Promise<DataRootEntry> {
    const absolute = this.#absolute(path);
    const facts = await (follow ? stat : lstat)(absolute);
    const kind = kindOf(facts);
    return {
      path,
      kind,
      ...(process.platform === 'win32' ? {} : { mode: facts.mode & 0o7777 }),
      uid: facts.uid,
      size: facts.size,
      mtime: facts.mtimeMs,
      ...(kind === 'symbolic-link' ? { target: await readlink(absolute) } : {}),
    };
  }

  async #open(path: string): Promise<void> {
    const { names, cut } = await listed(this.#absolute(path));
    for (const name of names) await this.#visit(path === '' ? name : `${path}/${name}`);
    if (cut) {
      const problem = new DoctorProblem('not-readable', `more than ${mostEntries} files are in it`, {
        expected: 'a folder as Docker keeps it',
        next: 'Look at what has filled it.',
      });
      this.unread.push({ path, problem });
    }
  }

  async #readFile(path: string): Promise<void> {
    const { bytes } = await readRegularFile(this.#absolute(path), { most: longestFile, followLink: false });
    this.files.set(path, contentsOf(bytes));
  }

  #absolute(path: string): string {
    const below = this.#certificatesOnly ? path.replace(/^certificates\/?/, '') : path;
    return join(this.#folder, below);
  }
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
  return new DoctorProblem('not-readable', `${path} cannot be read: ${reasonOf(error)}`, {
    expected: 'files that you may read: Docker’s are for root alone',
    next: 'Ask as root, or of a copy that is yours.',
    cause: error,
  });
}
