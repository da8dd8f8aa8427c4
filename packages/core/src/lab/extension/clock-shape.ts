import type { LabClockState } from '../../engine/shapes/extension/clock.ts';
import type { Clock } from '../../clock/clock.ts';
import { LabClock } from '../../clock/lab-clock.ts';

/**
 * Lab time, as the lab shows it.
 *
 * @param realTime says what time it is really
 * @param nameOf the name of a node, by its id
 * @param stops where it is going to stop by itself, and has stopped
 */
export function labClockOf(
  clock: Clock,
  realTime: Clock,
  nameOf: (nodeId: string) => string,
  stops?: Pick<LabClockState, 'Until' | 'Stopped'>,
): LabClockState {
  if (!(clock instanceof LabClock)) return realClock(clock.now(), realTime.now());
  const { now, speed, paused, jumpingTo, behind, waitsFor, unsettled } = clock.state;
  const next = clock.nextMoment();
  return {
    ...realClock(now, realTime.now()),
    Speed: speed,
    Paused: paused,
    JumpingTo: jumpingTo,
    Next: next && { At: next.at, What: next.label.what, ID: next.label.of, Name: nameOf(next.label.of) },
    BehindMs: behind,
    WaitsFor: waitsFor.map(({ label, dueAt, isOverdue }) => ({
      What: label?.what ?? '',
      ID: label?.of ?? '',
      DueAt: dueAt,
      Overdue: isOverdue,
    })),
    Unsettled: unsettled,
    ...stops,
  };
}

function realClock(now: number, real: number): LabClockState {
  return {
    Now: now,
    Real: real,
    Speed: 1,
    Paused: false,
    JumpingTo: undefined,
    Next: undefined,
    BehindMs: 0,
    WaitsFor: [],
    Unsettled: 0,
    Until: undefined,
    Stopped: undefined,
  };
}
