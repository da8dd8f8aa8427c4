import type { CertificateItem } from '../inspect/items/item.ts';
import { swarmIdentityOf } from '../inspect/items/swarm-identity.ts';
import { moment, span } from '../time-words.ts';
import { say } from './diagnosis.ts';
import type { DoctorFinding } from './diagnosis.ts';

/** What swarm dates certificates back by, ms (docs/protocol.md §3.1); it rounds to minutes. */
const backdating = 3_600_000;
/** Less than this is no difference that matters, ms. */
const patience = 120_000;

/**
 * What the certificate of a node says of the clock of whoever issued it: it was issued an hour after it begins, and that is not
 * to be in the future. One that begins in the future is told of as `clock-skew`.
 */
export function clockAhead({ skim, place }: CertificateItem, now: number): readonly DoctorFinding[] {
  const identity = swarmIdentityOf(skim);
  const ahead = skim.notBefore + backdating - now;
  if (identity === undefined || identity.role === 'ca' || ahead < patience || skim.notBefore > now) return [];
  return [
    say('clock-ahead', place, {
      reason: `By its issuer’s clock the certificate was issued at ${moment(skim.notBefore + backdating)}, since swarm dates back by an hour: that is in ${span(ahead)} by the clock here. Either their clock is ahead by at least that, or this one is behind.`,
      cure: 'Compare the clocks: `timedatectl` on both machines. An hour of difference is forgiven; more lets joins and connections fail.',
      facts: { aheadSeconds: Math.round(ahead / 1_000) },
    }),
  ];
}
