import type { Writable } from 'node:stream';
import type { TourEvent } from './tour.ts';
import { printable } from './words.ts';

/** How a tour ended. */
export type TourOutcome = 'held' | 'failed' | 'interrupted';

/** The tour as plain lines, for pipes, files and screen readers. */
export async function writePlainTour(events: AsyncIterable<TourEvent>, output: Writable): Promise<TourOutcome> {
  const line = (text = ''): void => void output.write(`${text}\n`);
  let outcome: TourOutcome = 'held';
  for await (const event of events) {
    switch (event.kind) {
      case 'step':
        line(`${event.number}/${event.of} ${event.title}`);
        line(`    ${event.why}`);
        break;
      case 'seen':
        line(`    - ${event.text}`);
        break;
      case 'done':
        line();
        break;
      case 'interrupted':
        outcome = 'interrupted';
        line(interruptedWords);
        break;
      case 'failed':
        outcome = 'failed';
        for (const text of failureLines(event)) line(text);
        break;
    }
  }
  if (outcome === 'held') line(closingWords);
  return outcome;
}

/** How a failure is told. */
export function failureLines(event: Extract<TourEvent, { kind: 'failed' }>): readonly string[] {
  const lines = [`The tour stopped at step ${event.number}, "${event.title}": ${printable(event.reason)}`];
  return event.next === undefined ? lines : [...lines, printable(event.next)];
}

export const interruptedWords = 'Interrupted. The lab is closed, and its directory removed.';
export const closingWords = 'All of it held: every value above was read back from a file or from the wire.';
