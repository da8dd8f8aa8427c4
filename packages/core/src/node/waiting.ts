import type { Clock } from '../clock/clock.ts';
import { stopped } from './problem.ts';

/**
 * Waits.
 *
 * @param milliseconds by the clock
 * @param signal gives up waiting
 * @throws {NodeProblem} `stopped`
 */
export async function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw stopped();
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      timer.cancel();
      reject(stopped());
    };
    const timer = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
