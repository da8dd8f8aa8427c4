import { organizationalUnits } from '../x509/profile.ts';
import type { Role } from '../x509/profile.ts';
import { refuse } from './refusal.ts';
import type { SwarmState } from './state.ts';

/** Who calls, as its verified certificate states it. */
export interface Caller {
  /** The CN. */
  readonly nodeId: string;
  /** Every OU. */
  readonly units: readonly string[];
  /** The first O. */
  readonly organization: string;
}

/**
 * Whether a caller may make a call (docs/protocol.md §5.4): in this order its role, whether it was removed, its swarm.
 *
 * @param caller `undefined` when no certificate was shown
 * @param allowed roles that may
 * @returns the caller
 * @throws {Refusal} `PermissionDenied`, with Docker's texts
 */
export function authorise(state: SwarmState, caller: Caller | undefined, allowed: readonly Role[]): Caller {
  const next = 'Join the swarm first: `docker swarm join --token … HOST:PORT`.';
  if (caller === undefined) throw refuse('PermissionDenied', 'no client certificates in request', { next });
  const units = allowed.map((role) => organizationalUnits[role]);
  if (!caller.units.some((unit) => units.some((wanted) => wanted === unit.toLowerCase()))) {
    const wanted = units.join(' ');
    throw denied(
      `remote certificate not part of OUs: [${wanted}]`,
      `Make this call from a node of role ${allowed.join(' or ')}.`,
    );
  }
  if (Object.hasOwn(state.cluster.blocklist, caller.nodeId)) {
    throw denied(
      `node ${caller.nodeId} was removed from swarm`,
      'Leave the swarm on that machine, then join it again.',
    );
  }
  if (caller.organization !== state.cluster.id) {
    throw denied(`remote certificate not part of organization: ${state.cluster.id}`, next);
  }
  return caller;
}

function denied(reason: string, next: string): Error {
  return refuse('PermissionDenied', `Permission denied: ${reason}`, { next });
}

/**
 * As {@link authorise}, for methods behind swarmkit's common wrapper, which puts every reason into a second sentence.
 *
 * @throws {Refusal} `PermissionDenied`
 */
export function authoriseWrapped(state: SwarmState, caller: Caller | undefined, allowed: readonly Role[]): Caller {
  try {
    return authorise(state, caller, allowed);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Permission denied: unauthorized peer role: rpc error: code = PermissionDenied desc = ${reason}`;
    throw refuse('PermissionDenied', message, { cause });
  }
}
