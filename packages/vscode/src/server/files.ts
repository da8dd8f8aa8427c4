import { basename } from 'node:path';
import { filesBelow, readSources } from '@swarmpki/core/inspect/files';
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

/** Reads a file and what is in it. @returns `undefined` for one that is gone, or cannot be read */
export async function readFile(path: string): Promise<ReadFile | undefined> {
  for await (const read of readSources(path, '/')) {
    if ('source' in read) return { source: read.source, items: readSource(read.source).items };
  }
  return undefined;
}

/** What is known of a file beside its contents: its mode, and whether git has it. */
export async function factsOf(path: string): Promise<Source['file']> {
  return (await readFile(path))?.source.file;
}
