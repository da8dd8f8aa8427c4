import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ifThere } from '../../files/missing.ts';
import { FileProblem } from '../../files/problem.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { hashLengthIn } from './git-directory.ts';
import { readGitIndex } from './git-index.ts';
import type { GitIndex } from './git-index.ts';
import { joined, sharedIndexOf } from './git-shared-index.ts';

/** bytes: an index of a million files has some 100 MB; a larger one is left alone. */
const largestIndex = 128 * 1024 * 1024;
/** bytes: of all indexes together; what further repositories have is not known. */
const mostHeld = 2 * largestIndex;

/** As bytes in latin1, with slashes, relative to the top of the work tree. */
type Paths = ReadonlySet<string>;

interface Held {
  /** Which writing of the index was read: git never changes one, it puts another in its place. */
  readonly writing: string;
  readonly paths: Promise<Paths | undefined>;
  /** Bytes of the indexes that it was read from. */
  size: number;
}

/** The indexes of git repositories: each is read once, and once more when git has written it anew. */
export class GitIndexes {
  readonly #held = new Map<string, Held>();
  readonly #most: number;
  /** Of all that are held. */
  #size = 0;

  /** @param most bytes of the indexes that are held */
  constructor(most: number = mostHeld) {
    this.#most = most;
  }

  /**
   * What git tracks.
   *
   * @param gitDirectory absolute
   * @returns `undefined` where that cannot be told: there is no index, it cannot be read, or too many others are held
   * @throws whatever the file system says of the directory, but that it is missing
   */
  async pathsIn(gitDirectory: string): Promise<Paths | undefined> {
    const index = await writingOf(join(gitDirectory, 'index'));
    const known = this.#held.get(gitDirectory);
    if (index !== undefined && known?.writing === index.writing) return known.paths;
    this.#held.delete(gitDirectory);
    this.#size -= known?.size ?? 0;
    if (index === undefined || !this.#hasRoomFor(index.size)) return undefined;
    const reading: Held = { ...index, paths: Promise.resolve().then(() => this.#read(gitDirectory, reading)) };
    this.#held.set(gitDirectory, reading);
    this.#size += reading.size;
    return reading.paths;
  }

  #hasRoomFor(size: number): boolean {
    return size <= largestIndex && this.#size + size <= this.#most;
  }

  async #read(gitDirectory: string, reading: Held): Promise<Paths | undefined> {
    const hashLength = await hashLengthIn(gitDirectory);
    const own = await indexAt(join(gitDirectory, 'index'), reading.size, hashLength);
    const hash = own && sharedIndexOf(own, hashLength);
    if (own === undefined || hash === undefined) return own && new Set(own.paths);
    const path = join(gitDirectory, `sharedindex.${hash}`);
    const { size } = (await writingOf(path)) ?? { size: 0 };
    // Git may have written another in the meantime.
    if (this.#held.get(gitDirectory) !== reading || !this.#hasRoomFor(size)) return undefined;
    reading.size += size;
    this.#size += size;
    const shared = await indexAt(path, size, hashLength);
    return shared && joined(own, shared.paths, hashLength);
  }
}

async function writingOf(path: string): Promise<{ readonly writing: string; readonly size: number } | undefined> {
  const facts = await ifThere(lstat(path, { bigint: true }), undefined);
  return facts && { writing: `${facts.ino} ${facts.size} ${facts.mtimeNs}`, size: Number(facts.size) };
}

/** @param size what the file had when it was looked at */
async function indexAt(path: string, size: number, hashLength: number): Promise<GitIndex | undefined> {
  try {
    const { bytes } = await readRegularFile(path, { most: size, followLink: false });
    return readGitIndex(bytes, hashLength);
  } catch (error) {
    if (error instanceof FileProblem) return undefined;
    throw error;
  }
}
