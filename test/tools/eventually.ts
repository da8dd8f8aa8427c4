import { setTimeout as pause } from 'node:timers/promises';

/**
 * Looks again and again until something is so. For what real engines do and tell nobody of; whatever can be awaited is
 * awaited.
 *
 * @param what names it, for the error
 * @param look yields `undefined` as long as it is not so; what it throws counts as not so, and is told at the end
 */
export async function eventually<Result>(
  what: string,
  look: () => Promise<Result | undefined> | Result | undefined,
  { timeoutMs = 30_000, everyMs = 50 } = {},
): Promise<Result> {
  const end = performance.now() + timeoutMs;
  let last: unknown = 'nothing yet';
  while (performance.now() < end) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      last = error;
    }
    await pause(everyMs);
  }
  throw new Error(`${what}: not within ${timeoutMs / 1000} s`, { cause: last });
}
