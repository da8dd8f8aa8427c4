import { onOff } from '@swarmpki/core/commands';
import type { Described } from '@swarmpki/core/commands';
import type { TourOutcome } from '../tour/plain.ts';
import type { TourEvent } from '../tour/tour.ts';

/** `swarmpki tour`, which needs no engine. */
export const tourCommand: Described = {
  name: 'tour',
  summary: 'Make a swarm, join nodes, renew, rotate the root, and prove what became of the old one',
  parameters: { usage: '', least: 0, most: 0 },
  flags: { plain: { kind: onOff, help: 'Plain lines also on a terminal' } },
  examples: [
    { line: 'tour', about: 'on this terminal' },
    { line: 'tour --plain > tour.txt', about: 'into a file' },
  ],
};

/** @returns the exit code: 0 when every step held, 1 when one did not */
export async function tour(plain: boolean, signal: AbortSignal): Promise<number | 'interrupted'> {
  // All of a swarm is loaded with it.
  const { runTour } = await import('../tour/tour.ts');
  const outcome = await (plain ? writePlain(runTour(signal)) : showOnTerminal(runTour(signal)));
  if (outcome === 'interrupted') return outcome;
  return outcome === 'held' ? 0 : 1;
}

async function writePlain(events: AsyncIterable<TourEvent>): Promise<TourOutcome> {
  const { writePlainTour } = await import('../tour/plain.ts');
  return writePlainTour(events, process.stdout);
}

async function showOnTerminal(events: AsyncIterable<TourEvent>): Promise<TourOutcome> {
  const { showTour } = await import('../tour/terminal.tsx');
  return showTour(events);
}
