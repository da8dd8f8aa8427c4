import type { Clock } from './clock.ts';

/**
 * Waits, or until the signal.
 *
 * @param milliseconds by the clock; without them it waits for the signal, or for what ends it early
 * @param begin gets what ends the wait early
 */
export function pause(
  clock: Clock,
  milliseconds: number | undefined,
  signal: AbortSignal,
  begin?: (end: () => void) => void,
): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      timer?.cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = milliseconds === undefined ? undefined : clock.after(milliseconds, end);
    signal.addEventListener('abort', end, { once: true });
    begin?.(end);
  });
}
