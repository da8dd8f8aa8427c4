import type { Tone } from '../theme/theme.ts';
import type { Line } from '../theme/line.ts';

/** How much is left of something: a bar of so many cells. @param share 0 to 1 */
export function bar(share: number, width: number, tone: Tone): Line {
  const filled = share <= 0 ? 0 : Math.max(1, Math.min(width, Math.round(share * width)));
  return [
    { text: '━'.repeat(filled), tone },
    { text: '╌'.repeat(width - filled), tone: 'border' },
  ];
}

const day = 86_400_000;
const hour = 3_600_000;
const minute = 60_000;

/** A length of time in two units at most: `81d 04h`, `5h 20m`, `3m 10s`. @param ms */
export function duration(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const length = Math.abs(ms);
  const text =
    length >= 1000 * day
      ? `${Math.floor(length / day / 365.25)}y ${Math.floor((length / day) % 365.25)}d`
      : length >= day
        ? `${Math.floor(length / day)}d ${two((length % day) / hour)}h`
        : length >= hour
          ? `${Math.floor(length / hour)}h ${two((length % hour) / minute)}m`
          : `${Math.floor(length / minute)}m ${two((length % minute) / 1000)}s`;
  return ms < 0 ? `-${text}` : text;
}
