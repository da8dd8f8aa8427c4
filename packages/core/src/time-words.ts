const minute = 60_000;
const hour = 60 * minute;
export const day = 24 * hour;
const year = 365 * day;

/** What JavaScript can write as a date, ms: file systems and engines may say more. */
const latest = 8.64e15;

/** A moment for people, to the minute: `2026-11-24 12:30 UTC`. @param time ms since epoch, whatever it is */
export function moment(time: number): string {
  return `${spaced(time).slice(0, -8)} UTC`;
}

/** As {@link moment}, to the second: `2026-11-24 12:30:15 UTC`. */
export function momentToSecond(time: number): string {
  return `${spaced(time).slice(0, -5)} UTC`;
}

/** `2026-11-24 12:30:15.000Z`; years of more digits than four are written with these alone. */
function spaced(time: number): string {
  return iso(time)
    .replace(/^\+0*(?=\d{4})/, '')
    .replace('T', ' ');
}

/** A moment for programs: `2026-11-24T12:30:15.000Z`. @param time ms since epoch, whatever it is */
export function iso(time: number): string {
  return new Date(Math.min(Math.max(time, -latest), latest)).toISOString();
}

/** A span of time as people say it, rounded down: `3 days`. @param ms not negative */
export function span(ms: number): string {
  if (ms < minute) return 'less than a minute';
  const unit = unitOf(ms);
  return counted(Math.floor(ms / sizes[unit]), unit);
}

const sizes = { year, day, hour, minute } as const;

/** In which unit {@link span} says it: it says something else once a multiple of this has passed, ms. */
export function spanUnit(ms: number): number {
  return sizes[unitOf(ms)];
}

function unitOf(ms: number): keyof typeof sizes {
  return (['year', 'day', 'hour'] as const).find((unit) => ms >= 2 * sizes[unit]) ?? 'minute';
}

/** Days, to a tenth, for programs. */
export function inDays(ms: number): number {
  return Math.round((ms / day) * 10) / 10;
}

/** `1 day`, `2 days`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
