import type { Caller, Calling } from '../swarm/authorise.ts';
import { Refusal } from '../swarm/refusal.ts';
import { RpcError } from '../wire/grpc/status.ts';
import type { ConnectionPeer } from '../wire/network.ts';
import type { PeerIdentity } from '../wire/peer.ts';
import type { ServerCall } from '../wire/services.ts';

/** Who is at the other end of a connection to a manager; its identity is `undefined` when it showed no certificate. */
export type Peer = ConnectionPeer<PeerIdentity | undefined>;

export type Call = ServerCall<Peer>;

/** What a manager says of whoever it passes a call on for (docs/protocol.md §7.5). */
export const forwarding = {
  isForwarded: 'forwarded_cert',
  nodeId: 'forwarded_cert_cn',
  organization: 'forwarded_cert_org',
  units: 'forwarded_cert_ou',
  remote: 'remote_addr',
} as const;

/** Who makes a call, as far as the call says so. Whether it is to be believed is for `authorise` to say. */
export function callingOf({ peer, metadata }: Call): Calling {
  return { direct: peer.identity, forwarded: isForwarded(metadata) ? forwardedCaller(metadata) : undefined };
}

/** Whether a manager passes the call on; a mark that stands there twice is none. */
export function isForwarded(metadata: Call['metadata']): boolean {
  const marks = metadata.get(forwarding.isForwarded);
  return marks.length === 1 && marks[0] === 'true';
}

/** The host that a call comes from, at first hand. */
export function hostOf({ peer, metadata }: Call): string {
  const [remote] = isForwarded(metadata) ? metadata.get(forwarding.remote) : [];
  return remote === undefined ? peer.host : remote.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

function forwardedCaller(metadata: Call['metadata']): Caller {
  const first = (name: string): string => metadata.get(name)[0] ?? '';
  return {
    nodeId: first(forwarding.nodeId),
    organization: first(forwarding.organization),
    units: metadata.get(forwarding.units).filter((unit) => unit !== ''),
  };
}

/**
 * Runs something of the manager's for a call: a refusal becomes the status that stands for it.
 *
 * @throws {RpcError}
 */
export async function answer<Reply>(run: () => Reply | Promise<Reply>): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof Refusal ? rpcErrorOf(error) : error;
  }
}

/** A refusal as a call's status. Both name their codes as Go does. */
export function rpcErrorOf(refusal: Refusal): RpcError {
  return new RpcError(refusal.code, refusal.message, {
    expected: refusal.expected,
    next: refusal.next,
    cause: refusal,
  });
}
