/** As Docker shows states: the first letter large, all others small. */
export function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}

/**
 * A time as Docker prints Go's: `2026-11-24 22:30:00.5 +0000 utc`.
 *
 * @param time RFC 3339 in UTC, as engines answer it; anything else is shown as it is
 */
export function goTime(time: string): string {
  const [, day, clock, fraction = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,9})?Z$/.exec(time) ?? [];
  if (day === undefined || clock === undefined) return time;
  return `${day} ${clock}${fraction.replace(/\.?0+$/, '')} +0000 utc`;
}

const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];

/** Bytes with four digits, `7.775GiB`. */
export function bytesSize(bytes: number): string {
  let [size, at] = [bytes, 0];
  for (; size >= 1024 && at < sizes.length - 1; at++) size /= 1024;
  return `${Number(size.toPrecision(4))}${sizes[at]}`;
}
