import { hash, timingSafeEqual } from 'node:crypto';
import { formatJoinToken } from '../token/join-token.ts';
import type { Role } from '../x509/profile.ts';
import { tokenSecret } from './decision.ts';
import type { Change, DecisionContext } from './decision.ts';
import type { Secrets } from './state.ts';

const secretBytes = 16;

/**
 * A new join token for a root (docs/protocol.md §2.1). Its digest is that of the root which is trusted now, also during a
 * rotation.
 *
 * @param caCert PEM bundle, byte for byte as served
 * @param fips the swarm demands FIPS
 */
export function newJoinToken(role: Role, caCert: string, fips: boolean, { random }: DecisionContext): Change {
  const value = formatJoinToken(hash('sha256', caCert, 'buffer'), random(secretBytes), { fips });
  return { kind: 'secret', name: tokenSecret(role), value };
}

/** New tokens for both roles, as a completed rotation makes them. */
export function newJoinTokens(caCert: string, fips: boolean, context: DecisionContext): readonly Change[] {
  return (['worker', 'manager'] as const).map((role) => newJoinToken(role, caCert, fips, context));
}

/**
 * The role that a token admits to. The whole text is compared, in constant time (docs/protocol.md §2.2): another spelling of
 * the same digest is another token.
 */
export function roleOfToken(secrets: Secrets, token: string): Role | undefined {
  if (isSame(token, secrets.managerToken)) return 'manager';
  if (isSame(token, secrets.workerToken)) return 'worker';
  return undefined;
}

function isSame(given: string, kept: string | undefined): boolean {
  if (kept === undefined || given === '') return false;
  // Digests are of one length, whatever was given: so neither length nor contents show in the time it takes.
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', kept, 'buffer'));
}
