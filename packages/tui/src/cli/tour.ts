import { runTour } from '../tour/tour.ts';
import type { TourEvent } from '../tour/tour.ts';
import { writePlainTour } from '../tour/plain.ts';

/** What a shell expects of a program that was interrupted: 128 and the signal's number. */
const interrupted = { SIGINT: 130, SIGTERM: 143 } as const;

/** `swarmpki tour`. @returns the exit code: 0 when every step held, 1 when one did not */
export async function tour({ plain }: { readonly plain: boolean }): Promise<number> {
  const events = runTour();
  let signalled: keyof typeof interrupted | undefined;
  const stop = (signal: keyof typeof interrupted): void => {
    signalled = signal;
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const until = untilSignalled(events, () => signalled !== undefined);
    const held = plain ? await writePlainTour(until, process.stdout) : await showOnTerminal(until);
    if (signalled !== undefined) return interrupted[signalled];
    return held ? 0 : 1;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function showOnTerminal(events: AsyncIterable<TourEvent>): Promise<boolean> {
  const { showTour } = await import('../tour/terminal.tsx');
  return showTour(events);
}

/** Ends the tour early, with its lab closed and its directory removed. */
async function* untilSignalled(events: AsyncGenerator<TourEvent>, signalled: () => boolean): AsyncGenerator<TourEvent> {
  for await (const event of events) {
    if (signalled()) return;
    yield event;
  }
}
