/**
 * A moment as Go writes it in JSON: RFC 3339, with as many digits of the second as are needed.
 *
 * @param time ms since epoch
 */
export function goTime(time: number): string {
  return new Date(time).toISOString().replace(/\.?0*Z$/, 'Z');
}

const nanosecondsPerMs = 1e6;

/** @param ns nanoseconds, as Go counts durations @returns ms, with fractions: so nothing is lost on the way back */
export function msOf(ns: number): number {
  return ns / nanosecondsPerMs;
}

/** The inverse of {@link msOf}. */
export function nanoseconds(ms: number): number {
  return Math.round(ms * nanosecondsPerMs);
}
