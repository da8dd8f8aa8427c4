import type { Network } from '../../wire/network.ts';
import { describeCalls } from './calls.ts';
import { describeOpening } from './opening.ts';
import { describeStreams } from './streams.ts';

/** What nodes and managers rely on, whatever they are connected by. */
export function describeNetwork(name: string, network: Network): void {
  describeCalls(name, network);
  describeStreams(name, network);
  describeOpening(name, network);
}
