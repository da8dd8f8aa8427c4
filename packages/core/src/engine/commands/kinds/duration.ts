import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** ns */
const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** A length of time as Go reads it, `2160h0m0s`; in nanoseconds. */
export const duration: Kind<number> = { name: 'duration', read: (text) => Number(nanoseconds(text)) };

/** A {@link duration} that is not negative. */
export const lengthOfTime: Kind<number> = {
  name: 'duration',
  read: (text) => {
    const ns = Number(nanoseconds(text));
    if (ns < 0) throw badValue('it is negative', 'a length of time: 200ms, 5s, 90m');
    return ns;
  },
};

/** A length of time as Go writes it, `1h30m0s`: what {@link duration} reads. @param ns whole, not negative */
export function durationText(ns: number): string {
  const whole = BigInt(Math.trunc(ns));
  const scale = (unit: string): bigint => units[unit] ?? 1n;
  if (whole === 0n) return '0s';
  const small = ['ns', 'µs', 'ms'].findLast((unit) => whole >= scale(unit));
  if (whole < scale('s') && small !== undefined) return `${decimal(whole, scale(small))}${small}`;
  const [hours, minutes] = [whole / scale('h'), (whole % scale('h')) / scale('m')];
  const seconds = `${decimal(whole % scale('m'), scale('s'))}s`;
  return `${hours > 0n ? `${hours}h` : ''}${hours > 0n || minutes > 0n ? `${minutes}m` : ''}${seconds}`;
}

/** A quotient by a power of ten, exactly. */
function decimal(value: bigint, by: bigint): string {
  const fraction = String(value % by)
    .padStart(String(by).length - 1, '0')
    .replace(/0+$/, '');
  return by === 1n || fraction === '' ? String(value / by) : `${value / by}.${fraction}`;
}

function nanoseconds(text: string): bigint {
  const fail = (why: string): Error =>
    badValue(`time: ${why} duration ${JSON.stringify(text)}`, 'numbers with units: 90m, 24h, 2160h0m0s');
  const [, sign, rest = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (rest === '0') return 0n;
  if (rest === '') throw fail('invalid');
  let total = 0n;
  for (let at = 0; at < rest.length;) {
    const [part, whole = '', fraction = '', unit = ''] = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest.slice(at)) ?? [];
    if (part === undefined || (whole === '' && fraction === '')) throw fail('invalid');
    if (unit === '') throw fail('missing unit in');
    const scale = units[unit];
    if (scale === undefined) throw fail(`unknown unit ${JSON.stringify(unit)} in`);
    total += BigInt(whole || '0') * scale + (BigInt(fraction || '0') * scale) / 10n ** BigInt(fraction.length);
    if (total > 2n ** 63n - 1n) throw fail('invalid');
    at += part.length;
  }
  return sign === '-' ? -total : total;
}
