import { writePlainTour } from '../tour/plain.ts';
import type { TourOutcome } from '../tour/plain.ts';
import { runTour } from '../tour/tour.ts';
import type { TourEvent } from '../tour/tour.ts';

/** What a shell expects of a program that was interrupted: 128 and the signal's number. */
const interruptions = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** `swarmpki tour`. @returns the exit code: 0 when every step held, 1 when one did not */
export async function tour({ plain }: { readonly plain: boolean }): Promise<number> {
  const interruption = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void => interruption.abort(signal);
  for (const signal of Object.keys(interruptions)) process.once(signal, interrupt);
  try {
    const events = runTour(interruption.signal);
    const outcome = await (plain ? writePlainTour(events, process.stdout) : showOnTerminal(events));
    if (outcome !== 'interrupted') return outcome === 'held' ? 0 : 1;
    return interruptions[interruption.signal.reason as keyof typeof interruptions];
  } finally {
    for (const signal of Object.keys(interruptions)) process.off(signal, interrupt);
  }
}

async function showOnTerminal(events: AsyncIterable<TourEvent>): Promise<TourOutcome> {
  const { showTour } = await import('../tour/terminal.tsx');
  return showTour(events);
}
