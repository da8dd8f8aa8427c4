import type { Clock } from '../../clock/clock.ts';
import { isAnswering } from './answering.ts';
import { HostLock } from './host-lock.ts';
import { HostProblem } from './problem.ts';

/** A host that ends closes its swarm first; ms. */
const longestEnd = 10_000;
const lookEvery = 50;

/**
 * Takes the lock of a state directory. Whoever holds it and answers nobody is about to end, or about to answer: that is
 * waited for, so that a command that follows `swarmpki stop` finds the lock free.
 *
 * @throws {HostProblem} `hosted`
 */
export async function takeLock(directory: string, socketPath: string, realTime: Clock): Promise<HostLock> {
  const end = realTime.now() + longestEnd;
  for (;;) {
    try {
      return await HostLock.take(directory, socketPath);
    } catch (error) {
      const isHosted = error instanceof HostProblem && error.code === 'hosted';
      if (!isHosted || realTime.now() >= end || (await isAnswering(socketPath))) throw error;
    }
    await new Promise<void>((resolve) => realTime.after(lookEvery, resolve));
  }
}
