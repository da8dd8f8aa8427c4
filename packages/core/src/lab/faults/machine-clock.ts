import type { Clock } from '../../clock/clock.ts';

/** The clock of a machine that can be stopped as by SIGSTOP, and be wrong. */
export interface MachineClock extends Clock {
  /** Calls nobody back from now on. Time goes on: whoever asks is told. */
  pause(): void;
  /** Calls back whoever was due meanwhile, in that order, before this returns. */
  resume(): void;
  /** Goes wrong by so much. How long a wait takes does not change. @param ms ahead of the right time, or behind it */
  skew(ms: number): void;
}

/** Gives a machine a clock of its own, which follows another one. */
export function machineClock(clock: Clock): MachineClock {
  const overdue = new Set<() => unknown>();
  let isPaused = false;
  let skew = 0;
  return {
    now: () => clock.now() + skew,
    after(milliseconds, due, label) {
      // What is due may have work of its own, for which lab time waits; a machine that is stopped has none.
      const ring = (): unknown => (isPaused ? void overdue.add(ring) : due());
      const timer = clock.after(milliseconds, ring, label);
      return {
        cancel: () => {
          timer.cancel();
          overdue.delete(ring);
        },
      };
    },
    pause: () => {
      isPaused = true;
    },
    resume: () => {
      isPaused = false;
      for (const ring of overdue) {
        // Whoever is called back may pause the clock again: what is left stays due.
        if (isPaused) return;
        overdue.delete(ring);
        ring();
      }
    },
    skew: (ms) => {
      skew = ms;
    },
  };
}
