import { writePlainTour } from '../tour/plain.ts';
import type { TourOutcome } from '../tour/plain.ts';
import { runTour } from '../tour/tour.ts';
import type { TourEvent } from '../tour/tour.ts';
import { interruptible } from './interruption.ts';

/** `swarmpki tour`. @returns the exit code: 0 when every step held, 1 when one did not */
export function tour({ plain }: { readonly plain: boolean }): Promise<number> {
  return interruptible(async (signal) => {
    const events = runTour(signal);
    const outcome = await (plain ? writePlainTour(events, process.stdout) : showOnTerminal(events));
    if (outcome === 'interrupted') return outcome;
    return outcome === 'held' ? 0 : 1;
  });
}

async function showOnTerminal(events: AsyncIterable<TourEvent>): Promise<TourOutcome> {
  const { showTour } = await import('../tour/terminal.tsx');
  return showTour(events);
}
