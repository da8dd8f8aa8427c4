/** Time, as an argument: tests have one of their own. */
export interface Clock {
  /** ms since epoch */
  now(): number;
  /** Runs something once, so many ms from now. @returns what calls it off */
  after(ms: number, run: () => void): () => void;
}

/** Timers of a longer delay than this fire at once. */
const longestDelay = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, longestDelay));
    return () => clearTimeout(timer);
  },
};
