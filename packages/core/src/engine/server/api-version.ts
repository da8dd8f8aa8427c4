import { EngineRefusal } from '../shapes/refused.ts';
import type { WholeAnswer } from './route.ts';

/**
 * What Docker Engine 20.10 speaks, with which this server is compared. Newer clients come down to it; whatever was added
 * since is about containers.
 */
export const newestApiVersion = '1.41';
/** Docker's own oldest one; it is the first with swarms. */
export const oldestApiVersion = '1.24';

/**
 * Refuses a client that is too new, as Docker does.
 *
 * @returns what to answer one that is too old: to such a one Docker speaks without JSON
 * @throws {EngineRefusal}
 */
export function checkApiVersion(version: string): WholeAnswer | undefined {
  if (isOlder(newestApiVersion, version)) {
    throw new EngineRefusal(
      400,
      `client version ${version} is too new. Maximum supported API version is ${newestApiVersion}`,
    );
  }
  if (!isOlder(version, oldestApiVersion)) return undefined;
  return {
    status: 400,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    body: `client version ${version} is too old. Minimum supported API version is ${oldestApiVersion}, please upgrade your client to a newer version\n`,
  };
}

/** Compares part by part; what is missing, or is no number, counts as 0. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version.split('.'), than.split('.')];
  for (let part = 0; part < Math.max(a.length, b.length); part++) {
    const [mine, other] = [Number(a[part] ?? 0), Number(b[part] ?? 0)];
    if (mine !== other) return mine < other;
  }
  return false;
}
