import { readCertificates } from '../../x509/certificate.ts';
import { managerServerName } from '../../x509/profile.ts';
import { X509Problem } from '../../x509/problem.ts';
import { verifyChain } from '../../x509/verify.ts';

/** What a member of a swarm shows to another, and as what: who dials meets a server, and is met as a client. */
export interface ShownByMember {
  /** PEM each, leaf first. */
  readonly chain: readonly string[];
  readonly as: 'server' | 'client';
}

/** By what a member judges others. */
export interface JudgingMember {
  /** PEM bundle */
  readonly trustBundle: string;
  /** By its own clock, ms since epoch. */
  readonly now: number;
}

export type MemberVerdict =
  | { readonly verdict: 'accepted' }
  /** The code as those of a probe; the reason may be a stranger's words. */
  | { readonly verdict: 'refused'; readonly code: string; readonly reason: string };

/**
 * Whether one member of a swarm accepts what another shows, by the rules of swarm's own connections (docs/protocol.md §7.6):
 * what a probe would hear, without a connection.
 */
export function judgeMember({ chain, as }: ShownByMember, { trustBundle, now }: JudgingMember): MemberVerdict {
  try {
    const [leaf, ...intermediates] = chain.flatMap((pem) => readCertificates(pem));
    const roots = readCertificates(trustBundle);
    if (leaf === undefined) return { verdict: 'refused', code: 'no-certificate', reason: 'it showed no certificate' };
    const purpose = as === 'server' ? 'serverAuth' : 'clientAuth';
    const hostName = as === 'server' ? { hostName: managerServerName } : {};
    verifyChain(leaf, { intermediates, roots, now, purpose, ...hostName });
    return { verdict: 'accepted' };
  } catch (error) {
    if (!(error instanceof X509Problem)) throw error;
    return { verdict: 'refused', code: error.code, reason: error.message };
  }
}
