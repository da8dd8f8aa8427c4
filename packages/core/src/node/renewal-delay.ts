import { renewalWindow } from '../x509/renewal-window.ts';
import type { Validity } from '../x509/time.ts';

const minute = 60_000;

/**
 * How long to wait for the next renewal.
 *
 * @param now ms since epoch
 * @param integerBelow draws from [0, bound)
 * @returns ms, zero when the moment that was drawn has passed
 */
export function renewalDelay(validity: Validity, now: number, integerBelow: (bound: number) => number): number {
  const { from, until } = renewalWindow(validity);
  const moment = from + integerBelow((until - from) / minute) * minute;
  return Math.max(0, moment - now);
}
