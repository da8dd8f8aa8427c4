import type { Clock } from '../clock/clock.ts';
import { stopped } from './problem.ts';

/**
 * Waits, or until the signal.
 *
 * @param milliseconds by the clock
 */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const onAbort = (): void => {
      timer.cancel();
      resolve();
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Waits.
 *
 * @param milliseconds by the clock
 * @param signal gives up waiting
 * @throws {NodeProblem} `stopped`
 */
export async function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(clock, milliseconds, signal);
  if (signal.aborted) throw stopped();
}
