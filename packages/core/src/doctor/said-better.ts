import type { FindingCode } from '../inspect/findings/catalogue.ts';

/** What files say of one another where nobody knows what they are for: a diagnosis says it better, or it is as it should be. */
export const saidBetter: ReadonlySet<FindingCode> = new Set([
  'key-mismatch',
  'unknown-issuer',
  'issuer-other-key',
  'rotated-away-root',
  'same-name-other-key',
  'cross-signed-without-aki',
  'missing-intermediate',
  'chain-out-of-order',
  'chain-broken',
  'needless-root',
  'certificate-twice',
  'outlives-issuer',
  'encrypted-key',
] as const);
