import { ClientProblem } from '../problem.ts';

export interface Bounds {
  /** Ms of real time; left out, there is no end. */
  readonly timeoutMs?: number | undefined;
  /** Each of them ends the work; its reason counts if it is a problem. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** Whose answer is waited for. */
  readonly name: string;
}

/**
 * Works within bounds.
 *
 * @param work gets a signal whose reason is the {@link ClientProblem} that it is to fail with
 * @throws {ClientProblem} `timeout`, `aborted`; what the work throws
 */
export async function within<Result>(
  { timeoutMs, signals, name }: Bounds,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  const given = signals.filter((signal) => signal !== undefined);
  const timer =
    timeoutMs === undefined ? undefined : setTimeout(() => ending.abort(tooSlow(name, timeoutMs)), timeoutMs);
  const onAbort = ({ target }: Pick<Event, 'target'>): void => {
    const reason: unknown = target instanceof AbortSignal ? target.reason : undefined;
    ending.abort(reason instanceof ClientProblem ? reason : givenUp(name));
  };
  for (const signal of given) signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (const signal of given) if (signal.aborted) onAbort({ target: signal });
    ending.signal.throwIfAborted();
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    for (const signal of given) signal.removeEventListener('abort', onAbort);
  }
}

function tooSlow(name: string, timeoutMs: number): ClientProblem {
  return new ClientProblem('timeout', `no whole answer from ${name} within ${timeoutMs / 1000} s`, {
    next: 'Look at the log of the engine: it is very busy, or it hangs. What was asked for may still come about.',
  });
}

function givenUp(name: string): ClientProblem {
  return new ClientProblem('aborted', `the call to ${name} was given up`);
}
