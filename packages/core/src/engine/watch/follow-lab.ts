import type { Clock } from '../../clock/clock.ts';
import type { EngineClient } from '../client/engine-client.ts';
import type { LabClient } from '../client/lab-client.ts';
import { Bell } from './bell.ts';
import type { Known } from './known.ts';
import type { LabMirror } from './lab-mirror.ts';
import { listen } from './listen.ts';
import { lookAtStanding } from './look.ts';

/** A swarm that cannot be shown is asked for again, ms. */
const whileRefusedMs = 2_000;

export interface FollowedLab {
  readonly engine: EngineClient;
  readonly lab: LabClient;
  readonly known: Known;
  readonly mirror: LabMirror;
  /** Real time. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Whether a lab has a swarm that runs. */
export async function hasSwarm(lab: LabClient, signal: AbortSignal): Promise<boolean> {
  return (await lab.info({ signal })).Network !== '';
}

/**
 * Follows a lab by its changes: nothing is polled, and the swarm as a whole is asked for only when it is another one. Yields
 * when there may be news, at the pace of the lab; ends when the lab has no swarm any more.
 *
 * @throws {ClientProblem} {ShapeProblem} {EngineRefusal} as soon as the lab is out of reach
 */
export async function* followLab(followed: FollowedLab): AsyncGenerator<void, void> {
  const { engine, lab, known, mirror, clock, signal } = followed;
  const bell = new Bell();
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const reading = listen(bell, () => mirror.read(lab, both, () => bell.ring()));
  let standings: number | undefined;
  let retryAt: number | undefined;
  try {
    while (!signal.aborted) {
      await bell.rung(clock, retryAt === undefined ? undefined : Math.max(0, retryAt - clock.now()), signal);
      if (signal.aborted) return;
      try {
        reading.check();
      } catch (error) {
        if (await hasSwarm(lab, signal)) throw error;
        return;
      }
      if (mirror.sight === undefined) continue;
      if (standings !== mirror.standings || (retryAt !== undefined && retryAt <= clock.now())) {
        standings = mirror.standings;
        const standing = await lookAtStanding(engine, signal);
        // Also where its own node manages nothing, having been stopped: no change tells that it does again.
        retryAt = standing.swarm === undefined ? clock.now() + whileRefusedMs : undefined;
        mirror.tellAddresses(standing.info);
        known.set(standing);
      }
      // All there is may be about to come anew by now.
      const { sight } = mirror;
      if (sight === undefined) continue;
      known.set({ lab: sight });
      yield;
    }
  } finally {
    ending.abort();
    await reading.ended;
  }
}
