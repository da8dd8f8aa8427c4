import { Refusal } from '../swarm/refusal.ts';
import type { PeerIdentity } from '../wire/peer.ts';
import { RpcError } from '../wire/grpc/status.ts';
import type * as network from '../wire/network.ts';
import type { ServerCall } from '../wire/services.ts';

/** Who is at the other end of a connection to the manager; without identity when it showed no certificate. */
export type ConnectionPeer = network.ConnectionPeer<PeerIdentity | undefined>;

export type Call = ServerCall<ConnectionPeer>;

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
