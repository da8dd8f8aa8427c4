import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

/** How much of what was seen last is told. */
const longestSighting = 2_000;

/**
 * Looks again and again until something is so. For what real engines do and tell nobody of; whatever can be awaited is
 * awaited. A look that is under way at the deadline is waited for: so each needs a bound of its own.
 *
 * @param what names it, for the error
 * @param look yields `undefined` as long as it is not so; what it throws counts as not so. It gets a function that notes
 *   what it sees, and returns that, so that a failure can tell how far things had come: no secrets
 * @returns what `look` yielded
 * @throws Error that names `what`, the time and what was seen last, a noted state or an error
 */
export async function eventually<Result>(
  what: string,
  look: (note: <Seen>(seen: Seen) => Seen) => Promise<Result | undefined> | Result | undefined,
  { timeoutMs = 30_000, everyMs = 50 } = {},
): Promise<Result> {
  const end = performance.now() + timeoutMs;
  let last: string;
  do {
    last = 'nothing of note';
    const note = <Seen>(seen: Seen): Seen => {
      last = typeof seen === 'string' ? seen : inspect(seen, { breakLength: Infinity });
      return seen;
    };
    try {
      const result = await look(note);
      if (result !== undefined) return result;
    } catch (error) {
      last = String(error);
    }
    await pause(everyMs);
  } while (performance.now() < end);
  throw new Error(`${what}: not within ${timeoutMs / 1000} s; seen last: ${last.slice(0, longestSighting)}`);
}
