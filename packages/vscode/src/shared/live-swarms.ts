import type { LiveSwarm } from '@swarmpki/core/inspect/report';

/**
 * A notification of the client: the swarms that it watches, all of them, in the place of those that it told of before. What it
 * carries is digests; without it the server says what files alone tell.
 */
export const liveSwarmsMethod = 'swarmpki/liveSwarms';

export interface LiveSwarms {
  readonly swarms: readonly LiveSwarm[];
}

/** So many swarms are taken in, and so many roots and tokens of each. */
const mostSwarms = 64;
const mostDigests = 64;
const longestName = 200;

const digest = /^[0-9a-f]{64}$/;

/** Reads what came as {@link LiveSwarms}; what is none is as if it were left out. */
export function readLiveSwarms(given: unknown): readonly LiveSwarm[] {
  const swarms = isRecord(given) ? given['swarms'] : undefined;
  if (!Array.isArray(swarms)) return [];
  return swarms.slice(0, mostSwarms).flatMap((each: unknown): readonly LiveSwarm[] => {
    if (!isRecord(each) || typeof each['name'] !== 'string' || !isDigest(each['root'])) return [];
    const { name, root, formerRoots, tokens } = each;
    return [{ name: name.slice(0, longestName), root, formerRoots: digests(formerRoots), tokens: digests(tokens) }];
  });
}

function digests(given: unknown): readonly string[] {
  return Array.isArray(given) ? given.slice(0, mostDigests).filter(isDigest) : [];
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && digest.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
