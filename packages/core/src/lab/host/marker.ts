import { join } from 'node:path';
import { writeAtomically } from '../../files/atomic-write.ts';
import { readBounded } from '../../files/bounded-read.ts';
import { HostProblem } from './problem.ts';
import { recordIn } from '../../files/json-record.ts';

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
 * @throws {FileProblem}; {HostProblem} `malformed-marker`, `newer-version`
 */
export async function readMarker(directory: string): Promise<Marker | undefined> {
  const path = join(directory, markerName);
  const text = await readBounded(path, longest, { followLink: false });
  if (text === undefined) return undefined;
  const { id, version } = recordIn(text);
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
