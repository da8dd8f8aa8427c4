/** What a shell expects of a program that was interrupted: 128 and the signal's number. */
const interruptions = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Runs something that a signal of the system ends in good order; a second one ends the process at once.
 *
 * @returns its exit code, or that of the signal when it says that it was interrupted
 */
export async function interruptible(action: (signal: AbortSignal) => Promise<number | 'interrupted'>): Promise<number> {
  const interruption = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => interruption.abort(signal);
  for (const signal of Object.keys(interruptions)) process.once(signal, interrupt);
  try {
    const code = await action(interruption.signal);
    if (code !== 'interrupted') return code;
    return interruptions[interruption.signal.reason as keyof typeof interruptions];
  } finally {
    for (const signal of Object.keys(interruptions)) process.off(signal, interrupt);
  }
}
