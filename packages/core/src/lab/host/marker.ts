import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../keyfile/atomic-write.ts';
import { isMissing, readBounded } from '../../keyfile/bounded-read.ts';
import { HostProblem, oddFile, symlink } from './problem.ts';

/** What makes a directory a state directory of this program. */
interface Marker {
  /** As it is registered. */
  readonly id: string;
  /** Of what lies in it. */
  readonly version: number;
}

export const markerName = 'swarmpki.json';

/** Raised whenever an older program could no longer use a directory. */
const newestVersion = 1;
const longest = 4096;

/**
 * @returns `undefined` where there is none
 * @throws {HostProblem} `symlink`, `odd-file`, `malformed-marker`, `newer-version`
 */
export async function readMarker(directory: string): Promise<Marker | undefined> {
  const path = join(directory, markerName);
  await checkFile(path);
  const text = await readBounded(path, longest);
  if (text === undefined) return undefined;
  const { id, version } = parse(text);
  if (typeof id !== 'string' || typeof version !== 'number') {
    throw new HostProblem('malformed-marker', `${path} cannot be read`, {
      expected: '{ "id": "…", "version": 1 }',
      next: 'Use another directory: nobody can tell whether this one is yours.',
    });
  }
  if (version > newestVersion) {
    throw new HostProblem(
      'newer-version',
      `${directory} is of version ${version}, and this program knows ${newestVersion}`,
      {
        expected: 'a directory of this version of swarmpki or an older one',
        next: 'Use the newer swarmpki that made it.',
      },
    );
  }
  return { id, version };
}

export async function writeMarker(directory: string, id: string): Promise<void> {
  const text = `${JSON.stringify({ id, version: newestVersion } satisfies Marker)}\n`;
  await writeAtomically(join(directory, markerName), text, 0o600);
}

/** A pipe would never be read to its end. */
async function checkFile(path: string): Promise<void> {
  const stat = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (stat?.isSymbolicLink()) throw symlink(path);
  if (stat?.isFile() === false) throw oddFile(path);
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // What it should have been is said by whoever asked.
    return {};
  }
}
