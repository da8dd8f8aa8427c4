import { pause } from '../../../clock/pause.ts';
import type { ClockChange, LabClockState } from '../../shapes/extension/clock.ts';
import { untilEnd } from '../command.ts';
import type { LabContext } from './lab-command.ts';
import { momentToSecond } from '../../../time-words.ts';

/** How often it is shown how far a jump has come; real time, ms. */
const interval = 250;

/** Changes lab time. On a terminal it shows how far a jump has come. */
export async function changeClock(context: LabContext, change: Partial<ClockChange>): Promise<LabClockState> {
  const { lab, output, signal } = context;
  const changed = lab.changeClock(change, untilEnd(context));
  try {
    if (output.interactive && isJump(change)) await showUntil(context, changed);
    return await changed;
  } catch (error) {
    if (signal.aborted && isJump(change)) {
      output.note(`The jump goes on: '${context.program} clock' shows where it is, and 'clock pause' ends it.`);
    }
    throw error;
  }
}

function isJump({ JumpTo: to, JumpBy: by, JumpToNext: toNext }: Partial<ClockChange>): boolean {
  return to !== undefined || by !== undefined || toNext === true;
}

async function showUntil({ lab, output, clock, signal }: LabContext, changed: Promise<unknown>): Promise<void> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  changed.then(end, end);
  const either = AbortSignal.any([signal, ending.signal]);
  for (;;) {
    await pause(clock, interval, either);
    if (either.aborted) return;
    const state = await lab.clock({ signal: either }).catch((error: unknown) => {
      // It has arrived while it was asked where it is: what has become of it is answered elsewhere.
      if (!either.aborted) throw error;
    });
    if (state?.JumpingTo !== undefined)
      output.redraw([`on the way to ${momentToSecond(state.JumpingTo)}: ${momentToSecond(state.Now)}`]);
  }
}
