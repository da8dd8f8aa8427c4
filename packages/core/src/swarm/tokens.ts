import { hash, timingSafeEqual } from 'node:crypto';
import { formatJoinToken } from '../token/join-token.ts';
import type { Role } from '../x509/profile.ts';
import { tokenSecret } from './decision.ts';
import type { Accepted, Change, DecisionContext } from './decision.ts';
import type { Secrets, SwarmState } from './state.ts';

const secretBytes = 16;

/** A new join token for a root (docs/protocol.md §2.1). @param caCert PEM bundle, byte for byte as served */
function newJoinToken(caCert: string, { random }: DecisionContext): string {
  return formatJoinToken(hash('sha256', caCert, 'buffer'), random(secretBytes));
}

/** New tokens for both roles, as a completed rotation makes them. */
export function newJoinTokens(caCert: string, context: DecisionContext): readonly Change[] {
  return (['worker', 'manager'] as const).map((role) => ({
    kind: 'secret',
    name: tokenSecret(role),
    value: newJoinToken(caCert, context),
  }));
}

/**
 * Replaces the join token of one role. Its digest stays that of the root which is trusted now, also during a rotation.
 */
export function rotateJoinToken(state: SwarmState, role: Role, context: DecisionContext): Accepted<void> {
  return {
    outcome: 'accepted',
    changes: [
      { kind: 'secret', name: tokenSecret(role), value: newJoinToken(state.cluster.rootCa.caCert, context) },
      { kind: 'cluster', cluster: { ...state.cluster, updatedAt: context.now } },
    ],
    entry: { at: context.now, event: 'token-rotated', detail: { role } },
    effects: [],
    reply: undefined,
  };
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
