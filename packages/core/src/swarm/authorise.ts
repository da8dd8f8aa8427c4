import { organizationalUnits } from '../x509/profile.ts';
import type { Role } from '../x509/profile.ts';
import { Refusal, refuse } from './refusal.ts';
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

/** Who makes a call: whoever is at the other end of the connection, or somebody for whom a manager passes it on. */
export interface Calling {
  /** `undefined` when no certificate was shown. */
  readonly direct: Caller | undefined;
  /** What the other end says of whoever it speaks for; texts are empty when that one showed no certificate. */
  readonly forwarded?: Caller | undefined;
}

/**
 * Whether a caller may make a call (docs/protocol.md §5.4). As in Docker, what speaks against the other end stands in a
 * sentence of its own.
 *
 * @param allowed roles that may
 * @returns the caller
 * @throws {Refusal} `PermissionDenied`, with Docker's texts
 */
export function authorise(state: SwarmState, { direct, forwarded }: Calling, allowed: readonly Role[]): Caller {
  return forwarded === undefined
    ? wrapping('unauthorized peer role', () => authoriseDirect(state, direct, allowed))
    : authoriseForwarded(state, direct, forwarded, allowed);
}

/** In this order: its role, whether it was removed, its swarm. */
function authoriseDirect(state: SwarmState, caller: Caller | undefined, allowed: readonly Role[]): Caller {
  if (caller === undefined) throw refuse('PermissionDenied', 'no client certificates in request', { next: joinFirst });
  if (!hasRole(caller, allowed)) {
    throw denied(
      `remote certificate not part of OUs: [${unitsOf(allowed)}]`,
      `Make this call from a node of role ${allowed.join(' or ')}.`,
    );
  }
  checkNotRemoved(state, caller);
  if (caller.organization !== state.cluster.id) {
    throw denied(`remote certificate not part of organization: ${state.cluster.id}`, joinFirst);
  }
  return caller;
}

/**
 * A manager passes a call on: it is believed only if it is one. Docker looks for removed nodes among those that pass calls
 * on, and not among those that made them; here both are looked at (docs/protocol.md §14, Q6).
 */
function authoriseForwarded(
  state: SwarmState,
  forwarder: Caller | undefined,
  caller: Caller,
  allowed: readonly Role[],
): Caller {
  wrapping('unauthorized forwarder role', () => authoriseDirect(state, forwarder, ['manager']));
  if (caller.nodeId === '' || caller.organization === '' || caller.units.length === 0) {
    throw denied('missing information in forwarded request', joinFirst);
  }
  if (!hasRole(caller, allowed)) {
    throw denied(
      `unauthorized forwarded role, expecting: [${unitsOf(allowed)}]`,
      `Make this call from a node of role ${allowed.join(' or ')}.`,
    );
  }
  if (caller.organization !== state.cluster.id) {
    throw denied(`organization mismatch, expecting: ${state.cluster.id}`, joinFirst);
  }
  checkNotRemoved(state, caller);
  return caller;
}

const joinFirst = 'Join the swarm first: `docker swarm join --token … HOST:PORT`.';

function unitsOf(roles: readonly Role[]): string {
  return roles.map((role) => organizationalUnits[role]).join(' ');
}

function hasRole({ units }: Caller, allowed: readonly Role[]): boolean {
  return units.some((unit) => allowed.some((role) => organizationalUnits[role] === unit.toLowerCase()));
}

function checkNotRemoved({ cluster }: SwarmState, { nodeId }: Caller): void {
  if (!Object.hasOwn(cluster.blocklist, nodeId)) return;
  throw denied(`node ${nodeId} was removed from swarm`, 'Leave the swarm on that machine, then join it again.');
}

function denied(reason: string, next: string): Refusal {
  return refuse('PermissionDenied', `Permission denied: ${reason}`, { next });
}

function wrapping<Result>(what: string, check: () => Result): Result {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const message = `Permission denied: ${what}: rpc error: code = ${cause.code} desc = ${cause.message}`;
    throw refuse('PermissionDenied', message, { next: cause.next, cause });
  }
}
