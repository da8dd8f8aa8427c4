const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A time span as people say it, in its largest unit that is worth it: `12 days`, `1 hour`. @param ms not negative */
export function roughly(ms: number): string {
  if (ms >= 2 * 365 * day) return counted(Math.floor(ms / (365.25 * day)), 'year');
  if (ms >= 2 * day) return counted(Math.floor(ms / day), 'day');
  if (ms >= 2 * hour) return counted(Math.floor(ms / hour), 'hour');
  if (ms >= minute) return counted(Math.floor(ms / minute), 'minute');
  return 'less than a minute';
}

function counted(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

/** `2026-11-24 12:00 UTC`. @param time ms since epoch */
export function minuteText(time: number): string {
  return `${new Date(time)
    .toISOString()
    .replace(/^\+0*(?=\d{4})/, '')
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, '')} UTC`;
}
