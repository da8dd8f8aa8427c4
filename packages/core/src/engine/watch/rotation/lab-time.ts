import type { LabClockState } from '../../shapes/extension/clock.ts';
import type { SwarmSight } from '../swarm-sight.ts';

/** Lab time now: counted on from the last answer. @param now real time, ms since epoch */
export function labNow(clock: Pick<LabClockState, 'Now' | 'Real' | 'Speed' | 'Paused'>, now: number): number {
  if (clock.Paused) return clock.Now;
  return clock.Now + Math.max(0, now - clock.Real) * clock.Speed;
}

/** The time by which certificates of a swarm are judged: lab time in a lab, else this machine's. ms since epoch */
export function swarmTime(sight: SwarmSight | undefined, now: number): number {
  return sight?.lab === undefined ? now : labNow(sight.lab.clock, now);
}
