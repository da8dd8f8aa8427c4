import type { Validity } from './time.ts';

const minute = 60_000;

/** When a node may renew, ms since epoch: any whole minute from the first moment up to, not including, the second. */
export interface RenewalWindow {
  readonly from: number;
  readonly until: number;
}

/**
 * The window in which a node renews: from 50 % to 80 % of its certificate's validity (docs/protocol.md §6.2). The backdated
 * hour counts, so that with the shortest expiry the window is open from the first moment.
 */
export function renewalWindow({ notBefore, notAfter }: Validity): RenewalWindow {
  const minutes = (notAfter - notBefore) / minute;
  const from = Math.trunc(minutes * 0.5);
  const until = Math.max(Math.trunc(minutes * 0.8), from + 1);
  return { from: notBefore + from * minute, until: notBefore + until * minute };
}
