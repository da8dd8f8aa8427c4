import { isDeepStrictEqual } from 'node:util';
import { reasonOf } from '../../../problem.ts';
import { Problem } from '../../../problem.ts';
import type { Clock } from '../../../clock/clock.ts';
import type { EngineClient } from '../engine-client.ts';
import { followSwarm } from './follow-swarm.ts';
import { pause } from './bell.ts';
import type { SwarmSight } from './look.ts';

/** What happens to a swarm, and to the way there. */
export type SwarmNews =
  /** The swarm as it is from now on. */
  | { readonly kind: 'seen'; readonly sight: SwarmSight }
  /** The engine is out of reach; it is tried again and again. What was seen last may be wrong by now. */
  | { readonly kind: 'lost'; readonly problem: Problem }
  /** It is there again; what was seen last is right again, or is followed by what is. */
  | { readonly kind: 'back' };

export interface WatchOptions {
  /** Real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** How long to wait before an engine is tried again, ms: doubled with every failure. */
const firstRetryMs = 500;
const longestRetryMs = 15_000;

/**
 * Watches a swarm through one of its engines until the signal ends it. Every sight differs from the one before; however
 * much happens meanwhile, whoever is slow gets the latest alone.
 */
export async function* watchSwarm(
  client: EngineClient,
  { clock, signal }: WatchOptions,
): AsyncGenerator<SwarmNews, void> {
  let last: SwarmSight | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const sight of followSwarm(client, clock, signal)) {
        if (failures > 0) yield { kind: 'back' };
        failures = 0;
        if (!isDeepStrictEqual(sight, last)) yield { kind: 'seen', sight };
        last = sight;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (failures === 0) yield { kind: 'lost', problem: problemOf(error) };
      failures++;
      await pause(clock, Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures - 1, 10)), signal);
    }
  }
}

/** What is no problem is a fault of this program, and is not hidden. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error instanceof Error ? error : new Error(reasonOf(error));
}
