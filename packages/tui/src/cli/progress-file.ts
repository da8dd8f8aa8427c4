import { join } from 'node:path';
import { readRegularFile } from '@swarmpki/core/files';
import { makeDirectory, writeAtomically } from '@swarmpki/core/files/write';
import { dataDirectory } from '@swarmpki/core/host/where';
import type { ProgressStore } from '../app/learn/keep.ts';
import type { Kept } from '../app/learn/progress.ts';

/** Bytes of the file, and lessons and attacks in it. */
const longest = 64 * 1024;
const mostEntries = 100;
/** The highest number of a step or an answer. */
const highest = 100;

/**
 * What a user has learned, and expects of attacks, in a file among the user's own data: a lab's directory may be somebody else's.
 *
 * @param environment `XDG_DATA_HOME`
 */
export function progressFile(environment: NodeJS.ProcessEnv): ProgressStore {
  const directory = dataDirectory(environment);
  const path = join(directory, 'learned.json');
  return {
    read: async () => {
      try {
        const { bytes } = await readRegularFile(path, { most: longest, followLink: false });
        return keptIn(JSON.parse(bytes.toString('utf8')));
      } catch {
        // There is none, or it is none of ours: then one begins anew.
        return { done: {}, predictions: {} };
      }
    },
    write: async (kept) => {
      await makeDirectory(directory, 0o700);
      await writeAtomically(path, `${JSON.stringify({ version: 1, ...kept }, undefined, 2)}\n`, 0o600);
    },
  };
}

/** What can be understood of a file that anything may stand in. */
function keptIn(value: unknown): Kept {
  const { done, predictions }: { readonly done?: unknown; readonly predictions?: unknown } =
    typeof value === 'object' && value !== null ? value : {};
  return { done: numbersIn(done), predictions: numbersIn(predictions) };
}

/** Names as those of lessons and attacks are, and small numbers. */
function numbersIn(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter(
    (entry): entry is [string, number] =>
      /^[a-z][a-z0-9-]{0,39}$/.test(entry[0]) && Number.isInteger(entry[1]) && entry[1] >= 0 && entry[1] <= highest,
  );
  return Object.fromEntries(entries.slice(0, mostEntries));
}
