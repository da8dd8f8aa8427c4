import { join } from 'node:path';
import { readRegularFile } from '@swarmpki/core/files';
import { makeDirectory, writeAtomically } from '@swarmpki/core/files/write';
import { dataDirectory } from '@swarmpki/core/host/where';
import type { ProgressStore } from '../app/learn/keep.ts';
import type { Progress } from '../app/learn/progress.ts';

/** Bytes of the file, and lessons in it. */
const longest = 64 * 1024;
const mostLessons = 100;
const mostSteps = 100;

/**
 * What a user has learned, in a file among the user's own data: a lab's directory may be somebody else's.
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
        return progressIn(JSON.parse(bytes.toString('utf8')));
      } catch {
        // There is none, or it is none of ours: then one begins anew.
        return {};
      }
    },
    write: async (progress) => {
      await makeDirectory(directory, 0o700);
      await writeAtomically(path, `${JSON.stringify({ version: 1, done: progress }, undefined, 2)}\n`, 0o600);
    },
  };
}

/** What can be understood of a file that anything may stand in. */
function progressIn(value: unknown): Progress {
  const done: unknown = typeof value === 'object' && value !== null && 'done' in value ? value.done : undefined;
  if (typeof done !== 'object' || done === null) return {};
  const entries = Object.entries(done).filter(
    (entry): entry is [string, number] =>
      /^[a-z][a-z-]{0,39}$/.test(entry[0]) && Number.isInteger(entry[1]) && entry[1] >= 0 && entry[1] <= mostSteps,
  );
  return Object.fromEntries(entries.slice(0, mostLessons));
}
