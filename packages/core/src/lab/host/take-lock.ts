import type { Clock } from '../../clock/clock.ts';
import { isAnswering } from './answering.ts';
import { HostLock } from './host-lock.ts';
import { HostProblem } from './problem.ts';

/** A host that ends closes its swarm first; ms. */
const longestEnd = 10_000;
const lookEvery = 50;

/**
 * Takes the lock of a state directory. Whoever holds it and answers nobody is about to end, or about to answer: that is
 * waited for, so that a command that follows `swarmpki stop` finds the lock free. Of several that begin at once one hosts: if
 * that has been told to end meanwhile, the others end as well, and do not begin anew what was to be stopped.
 *
 * @param signal gives it up
 * @throws {HostProblem} `hosted`, `ending`
 */
export async function takeLock(
  directory: string,
  socketPath: string,
  realTime: Clock,
  signal?: AbortSignal,
): Promise<HostLock> {
  const end = realTime.now() + longestEnd;
  for (let rival: HostProblem | undefined; ;) {
    try {
      const lock = await HostLock.take(directory, socketPath);
      if (rival === undefined || !lock.follows) return lock;
      lock.release();
      throw rival;
    } catch (error) {
      if (!(error instanceof HostProblem) || error === rival || !isHeld(error)) throw error;
      if (realTime.now() >= end || (await isAnswering(socketPath))) throw error;
      if (error.code === 'hosted') rival = error;
    }
    await new Promise<void>((resolve) => realTime.after(lookEvery, resolve));
    signal?.throwIfAborted();
  }
}

function isHeld({ code }: HostProblem): boolean {
  return code === 'hosted' || code === 'ending';
}
