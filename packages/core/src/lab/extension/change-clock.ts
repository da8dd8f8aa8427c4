import type { ClockChange } from '../../engine/shapes/extension/clock.ts';
import type { Clock } from '../../clock/clock.ts';
import { LabClock } from '../../clock/lab-clock.ts';
import { badParameter } from '../engine/refusals.ts';
import type { ClockStops } from './clock-stops.ts';
import { conflict } from './refusals.ts';

/**
 * Changes lab time, and waits until that has come about.
 *
 * @throws {EngineRefusal} 400, 409
 * @throws {ClockProblem}
 */
export async function changeClock(clock: Clock, stops: ClockStops | undefined, change: ClockChange): Promise<void> {
  const { Paused, Speed, Until, JumpTo, JumpBy, JumpToNext } = change;
  if (!(clock instanceof LabClock) || stops === undefined)
    throw conflict('the time of this lab is real time, and cannot be changed');
  const jumps = [JumpTo !== undefined, JumpBy !== undefined, JumpToNext].filter(Boolean).length;
  if (jumps > 1) throw badParameter('JumpTo, JumpBy and JumpToNext: one of them at a time');
  // Before time goes on: it may come there at once.
  if (Until !== undefined && jumps === 0) stops.set(Until);
  if (Speed !== undefined) clock.setSpeed(Speed);
  if (Paused === true) clock.pause();
  if (Paused === false) clock.resume();
  const jump = async (): Promise<void> => {
    if (JumpTo !== undefined) await clock.jumpTo(JumpTo);
    if (JumpBy !== undefined) await clock.jumpBy(JumpBy);
    if (JumpToNext) await clock.jumpToNext();
  };
  await (Until !== undefined && jumps > 0 ? stops.within(Until, jump) : jump());
}
