import { momentToSecond } from '@swarmpki/core/commands';

/** The last moment of the year 9999, ms since epoch. Engines may tell of any number, and a `Date` throws at some. */
const last = 253_402_300_799_999;

/** A moment, UTC: `2026-11-24 12:30:15`. @param time ms since epoch */
function stamp(time: number): string {
  if (!(time >= 0 && time <= last)) return '????-??-?? ??:??:??';
  return momentToSecond(time).slice(0, 19);
}

/** To the minute: `2026-11-24 12:30`. */
export function minuteOf(time: number): string {
  return stamp(time).slice(0, 16);
}

/** To the day: `2026-11-24`. */
export function dayOf(time: number): string {
  return stamp(time).slice(0, 10);
}

/** Without the year, to the second: `11-24 12:30:15`. */
export function secondOf(time: number): string {
  return stamp(time).slice(5);
}
