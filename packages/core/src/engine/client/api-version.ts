import type { IncomingHttpHeaders } from 'node:http';
import { ClientProblem } from './problem.ts';
import { notAnEngine } from './http/exchange.ts';

/** The newest version of the API that is spoken here: Docker 27.2's. */
const newest = { major: 1, minor: 47 };
/** The oldest one with everything that rotations need: Docker 17.06's. */
const oldest = { major: 1, minor: 30 };

/**
 * Settles on the version of the API that is spoken with an engine: the lower one of ours and its own.
 *
 * @param headers of its answer to `/_ping`
 * @returns `1.41`
 * @throws {ClientProblem} `too-old`, `not-an-engine`
 */
export function settleOnVersion(headers: IncomingHttpHeaders, name: string): string {
  const stated = String(headers['api-version'] ?? '');
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})$/.exec(stated) ?? [];
  if (major === undefined || minor === undefined) throw notAnEngine(name, 'it names no version of the API');
  const theirs = { major: Number(major), minor: Number(minor) };
  if (isBelow(theirs, oldest)) {
    throw new ClientProblem('too-old', `${name} speaks version ${stated} of the Docker Engine API`, {
      expected: `version ${text(oldest)} or newer; up to ${text(newest)} is spoken here`,
      next: 'Update that Docker Engine: 17.06 is the first that can rotate the root.',
    });
  }
  return text(isBelow(theirs, newest) ? theirs : newest);
}

interface ApiVersion {
  readonly major: number;
  readonly minor: number;
}

function isBelow(one: ApiVersion, other: ApiVersion): boolean {
  return one.major < other.major || (one.major === other.major && one.minor < other.minor);
}

function text({ major, minor }: ApiVersion): string {
  return `${major}.${minor}`;
}
