import type { Clock } from '../../clock/clock.ts';
import { pause } from '../../clock/pause.ts';
import { Problem, reasonOf } from '../../problem.ts';
import { connectLab } from '../client/connect-lab.ts';
import type { EngineClient } from '../client/engine-client.ts';
import { ClientProblem } from '../client/problem.ts';
import { followEngine } from './follow-engine.ts';
import { followLab, hasSwarm } from './follow-lab.ts';
import { Known } from './known.ts';
import { LabMirror } from './lab-mirror.ts';
import { Leaves, leafReader } from './leaves.ts';
import type { ReadLeaves } from './leaves.ts';
import type { Seen } from './swarm-sight.ts';

/** What happens to a swarm, and to the way there. */
export type SwarmNews =
  /** The swarm as it is from now on. */
  | ({ readonly kind: 'seen' } & Seen)
  /** The engine is out of reach; it is tried again and again. What was seen last may be wrong by now. */
  | { readonly kind: 'lost'; readonly problem: Problem }
  /** It is there again; what was seen last is right again, or is followed by what is. */
  | { readonly kind: 'back' };

export interface WatchOptions {
  /** Real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /**
   * Starts whoever answers at the engine's socket, before that is tried again. It is called where there is a socket and nobody
   * listens any more, as when a lab's host has been killed: one that was ended takes its socket along.
   *
   * @throws {Problem} when it cannot; then it is called again later
   */
  readonly revive?: (() => Promise<void>) | undefined;
  /**
   * Tells by an event `change` that somebody here has just changed something: a real engine tells nobody that a swarm itself is
   * another one. Then it is looked at, at once.
   */
  readonly changes?: EventTarget | undefined;
  /** How certificates of a real swarm's nodes are read; left out, at their managers' ports (docs/protocol.md §11.8). */
  readonly readLeaves?: ReadLeaves | undefined;
}

/** How long to wait before an engine is tried again, ms: doubled with every failure. */
const firstRetryMs = 500;
const longestRetryMs = 15_000;

/**
 * Watches a swarm through one of its engines until the signal ends it: a lab by its changes, any other by Docker's events and
 * sparing polls. Every sight differs from the one before, and says of which nodes; however much happens meanwhile, whoever
 * is slow gets the latest alone.
 */
export async function* watchSwarm(
  engine: EngineClient,
  { clock, signal, revive, changes, readLeaves = leafReader(clock) }: WatchOptions,
): AsyncGenerator<SwarmNews, void> {
  const known = new Known();
  const [mirror, leaves] = [new LabMirror(known), new Leaves(readLeaves, clock)];
  const watched = { engine, known, mirror, leaves, changes, clock, signal };
  let failures = 0;
  let last: Problem | undefined;
  while (!signal.aborted) {
    try {
      if (revive !== undefined && last instanceof ClientProblem && last.code === 'refused-connection') await revive();
      for await (const _ of follow(watched)) {
        if (last !== undefined) yield { kind: 'back' };
        [failures, last] = [0, undefined];
        const seen = known.take();
        if (seen !== undefined) yield { kind: 'seen', ...seen };
      }
    } catch (error) {
      if (signal.aborted) return;
      const problem = problemOf(error);
      if (last === undefined) yield { kind: 'lost', problem };
      last = problem;
      await pause(clock, Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(failures, 10)), signal);
      failures++;
    }
  }
}

interface Watched {
  readonly engine: EngineClient;
  readonly known: Known;
  readonly mirror: LabMirror;
  readonly leaves: Leaves;
  readonly changes: EventTarget | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Follows an engine as what it is: a lab's may found a swarm, and leave it. */
async function* follow(watched: Watched): AsyncGenerator<void, void> {
  const { engine, mirror, signal } = watched;
  const lab = await connectLab(engine, { signal });
  if (lab === undefined) return yield* followEngine(watched);
  while (!signal.aborted) {
    if (await hasSwarm(lab, signal)) yield* followLab({ ...watched, lab });
    else {
      mirror.forget();
      yield* followEngine({ ...watched, isOver: () => hasSwarm(lab, signal) });
    }
  }
}

/** What is no problem is a fault of this program, and is not hidden. */
function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  throw error instanceof Error ? error : new Error(reasonOf(error));
}
