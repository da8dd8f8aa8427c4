import { labNow } from '@swarmpki/core/engine/rotation';
import type { LabClockState } from '@swarmpki/core/engine';
import { minuteOf } from './stamp.ts';

/** Lab time as the head shows it: `2026-05-11 14:00  ▶ ×3600`. */
export function clockWords(clock: LabClockState, now: number): string {
  const pace =
    clock.JumpingTo !== undefined ? '▶▶' : clock.Paused ? '❚❚' : clock.Speed === 1 ? '▶' : `▶ ×${clock.Speed}`;
  const behind = clock.BehindMs > 0 ? '  behind' : '';
  return `${minuteOf(labNow(clock, now))}  ${pace}${behind}`;
}
