import { moment as momentOfCertificate } from '../inspect/findings/words.ts';

/** What JavaScript can write as a date, ms: file systems and engines may say more. */
const latest = 8.64e15;

/** A moment, to the minute: `2026-11-24 12:30 UTC`. @param time ms since epoch, whatever it is */
export function moment(time: number): string {
  return momentOfCertificate(within(time));
}

/** A moment for programs, as in all other output. @param time ms since epoch, whatever it is */
export function iso(time: number): string {
  return new Date(within(time)).toISOString();
}

function within(time: number): number {
  return Math.min(Math.max(time, -latest), latest);
}
