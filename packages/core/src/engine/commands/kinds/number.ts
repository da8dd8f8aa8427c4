import { badValue } from '../problem.ts';
import type { Kind } from './kind.ts';

/** A whole number, as Go's `strconv` reads one of any base: `10`, `0x10`, `1_000`. */
function wholeNumber(name: string, by: 'ParseInt' | 'ParseUint', least: bigint, most: bigint): Kind<number> {
  const shape = by === 'ParseInt' ? /^([+-]?)(.+)$/s : /^()(.+)$/s;
  return {
    name,
    read: (text) => {
      const [, sign, digits = ''] = shape.exec(text) ?? [];
      const value = magnitude(digits);
      const fail = (why: string): Error =>
        badValue(`strconv.${by}: parsing ${JSON.stringify(text)}: ${why}`, `a whole number from ${least} to ${most}`);
      if (value === undefined) throw fail('invalid syntax');
      const signed = sign === '-' ? -value : value;
      if (signed < least || signed > most) throw fail('value out of range');
      return Number(signed);
    },
  };
}

function magnitude(digits: string): bigint | undefined {
  if (!/^(0[xX]_?[\da-fA-F]|0[bB]_?[01]|0[oO]?_?[0-7]|[1-9]|0$)(_?[\da-fA-F])*$/.test(digits)) return undefined;
  const plain = digits.replaceAll('_', '').replace(/^0(?=\d)/, '0o');
  try {
    return BigInt(plain);
  } catch {
    // A digit that the base does not have.
    return undefined;
  }
}

export const uint32 = wholeNumber('uint32', 'ParseUint', 0n, 2n ** 32n - 1n);
export const uint64 = wholeNumber('uint', 'ParseUint', 0n, 2n ** 64n - 1n);
export const int64 = wholeNumber('int', 'ParseInt', -(2n ** 63n), 2n ** 63n - 1n);
