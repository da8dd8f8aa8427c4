import type { Clock } from '../../../clock/clock.ts';
import type { EngineClient } from '../engine-client.ts';
import { Bell, pause } from './bell.ts';
import { lookAtSwarm } from './look.ts';
import type { SwarmSight } from './look.ts';

/** Events come in crowds: a rotation makes some for every node. So long is waited for the others, ms. */
const crowdMs = 100;
/** The progress of a rotation is in no event of Docker's, nor is anything else of the swarm itself, ms. */
const whileRotatingMs = 500;
const whileRefusedMs = 2_000;
const otherwiseMs = 15_000;

/**
 * Looks at a swarm, and again whenever an event says that something has happened, and every now and then for what is in
 * no event.
 *
 * @throws {ClientProblem} {ShapeProblem} {EngineRefusal} as soon as the engine is out of reach
 */
export async function* followSwarm(
  client: EngineClient,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<SwarmSight, void> {
  const bell = new Bell();
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const listening = listen(client, bell, both);
  try {
    while (!signal.aborted) {
      const sight = await lookAtSwarm(client, signal);
      yield sight;
      await bell.rung(clock, paceOf(sight), signal);
      listening.check();
      await pause(clock, crowdMs, signal);
    }
  } finally {
    ending.abort();
    await listening.ended;
  }
}

function paceOf({ swarm, refusal }: SwarmSight): number {
  if (refusal !== undefined) return whileRefusedMs;
  return swarm?.RootRotationInProgress === true ? whileRotatingMs : otherwiseMs;
}

interface Listening {
  /** @throws what ended it */
  check(): void;
  readonly ended: Promise<void>;
}

/** Rings for every event, and when there will be no more. */
function listen(client: EngineClient, bell: Bell, signal: AbortSignal): Listening {
  let fault: { readonly error: unknown } | undefined;
  const hear = async (): Promise<void> => {
    try {
      for await (const _ of client.events({ signal })) bell.ring();
    } catch (error) {
      fault = { error };
      bell.ring();
    }
  };
  return {
    check: () => {
      if (fault !== undefined) throw fault.error;
    },
    ended: hear(),
  };
}
