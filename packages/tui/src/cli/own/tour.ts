import { noParameters, onOff } from '@swarmpki/core/commands';
import type { TourOutcome } from '../../tour/plain.ts';
import type { TourEvent } from '../../tour/tour.ts';
import { own } from './own-command.ts';

/** `swarmpki tour`. It exits with 0 when every step held, and with 1 when one did not. */
export const tourCommand = own({
  name: 'tour',
  summary: 'Make a swarm, join nodes, renew, rotate the root, and prove what became of the old one',
  parameters: noParameters,
  reaches: 'nothing',
  flags: { plain: { kind: onOff, help: 'Plain lines also on a terminal' } },
  examples: [
    { line: 'tour', about: 'on this terminal' },
    { line: 'tour --plain > tour.txt', about: 'into a file' },
  ],
  async run({ output, signal, environment }, { plain = !output.interactive }) {
    // All of a swarm is loaded with it.
    const { runTour } = await import('../../tour/tour.ts');
    const outcome = await (plain ? writePlain(runTour(signal)) : showOnTerminal(runTour(signal), environment));
    return outcome === 'held' ? 0 : 1;
  },
});

async function writePlain(events: AsyncIterable<TourEvent>): Promise<TourOutcome> {
  const { writePlainTour } = await import('../../tour/plain.ts');
  return writePlainTour(events, process.stdout);
}

async function showOnTerminal(events: AsyncIterable<TourEvent>, environment: NodeJS.ProcessEnv): Promise<TourOutcome> {
  // The library that colours looks once, when it is loaded, and not for this.
  if (environment['NO_COLOR']) process.env['FORCE_COLOR'] = '0';
  const { showTour } = await import('../../tour/terminal.tsx');
  return showTour(events);
}
