import { basename } from 'node:path';
import { GitIndexes, filesBelow, readSources } from '@swarmpki/core/inspect/files';
import { readSource } from '@swarmpki/core/inspect/report';
import type { Source } from '@swarmpki/core/inspect/report';
import type { ReadFile } from './workspace.ts';

/** Names of files in which certificates and keys are kept. */
const extensions = [
  'pem',
  'crt',
  'cer',
  'cert',
  'der',
  'key',
  'csr',
  'crl',
  'p7b',
  'p7c',
  'p12',
  'pfx',
  'token',
] as const;

/** For `workspace/didChangeWatchedFiles`. */
export const watchedFiles = `**/*.{${extensions.join(',')}}`;

const watched = new RegExp(`\\.(${extensions.join('|')})$`, 'i');

/** Whether a file is looked at though nobody opens it: by its name alone. */
export function isWatched(path: string): boolean {
  return watched.test(basename(path));
}

/** So many files of a workspace are looked at; those in folders further down are passed over first. */
const mostFiles = 2_000;

/** The files of a folder that are looked at, absolute. Empty for a folder that cannot be opened. */
export async function watchedBelow(folder: string): Promise<readonly string[]> {
  try {
    return (await filesBelow(folder)).files.filter(isWatched).slice(0, mostFiles);
  } catch {
    // A folder that is gone holds nothing.
    return [];
  }
}

/** Reads files one at a time, and asks git’s index of each: so that is read once, and not once for each of them. */
export class Files {
  readonly #indexes = new GitIndexes();

  /** Reads a file and what is in it. @returns `undefined` for one that is gone, or cannot be read */
  async read(path: string): Promise<ReadFile | undefined> {
    const source = await this.#source(path);
    return source && { source, items: readSource(source).items };
  }

  /** What is known of a file beside its contents: its mode, and whether git has it. */
  async factsOf(path: string): Promise<Source['file']> {
    return (await this.#source(path))?.file;
  }

  async #source(path: string): Promise<Source | undefined> {
    for await (const read of readSources(path, '/', { indexes: this.#indexes })) {
      if ('source' in read) return read.source;
    }
    return undefined;
  }
}
