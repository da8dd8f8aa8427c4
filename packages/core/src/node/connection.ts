import type { Clock } from '../clock/clock.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import { managerServerName } from '../x509/profile.ts';
import type { Channel, Network } from '../wire/network.ts';
import { identifyServer } from '../wire/peer.ts';
import type { Judgement, PeerIdentity } from '../wire/peer.ts';
import type { ShownIdentity } from '../wire/shown-identity.ts';

/** How long a connection may take to open, ms of real time. */
const connectTimeoutMs = 5_000;

/** A connection to somebody who may be a manager, and whose certificate can be judged later. */
export interface UnverifiedConnection {
  readonly channel: Channel;
  /**
   * Judges the certificate that was shown in the handshake, once there is a root to judge it by. From then on the
   * connection is as good as one that was verified from the beginning: the key was proven then.
   *
   * @returns who is at the other end
   * @throws {X509Problem} {ConnectionProblem}
   */
  readonly verify: (serverName: string, judgement: Judgement) => PeerIdentity;
}

/**
 * Opens a connection on which nobody is trusted yet: for the root download of a join.
 *
 * @param address `host:port` of a manager
 * @throws {ConnectionProblem}
 */
export async function connectUnverified(
  network: Network,
  address: string,
  signal: AbortSignal,
): Promise<UnverifiedConnection> {
  const { channel, server: chain } = await network.connect({
    address,
    checkServer: (shown) => shown,
    timeoutMs: connectTimeoutMs,
    signal,
  });
  return {
    channel,
    verify: (serverName, judgement) => identifyServer(chain, serverName, judgement),
  };
}

export interface VerifiedConnection {
  readonly network: Network;
  /** `host:port` of a manager */
  readonly address: string;
  readonly roots: readonly Certificate[];
  /** Signatures that this node has checked before. */
  readonly memory?: SignatureMemory;
  /** Lab time, by which certificates are valid. */
  readonly clock: Clock;
  /** The name that the manager's certificate has to carry. */
  readonly serverName?: string;
  /** The node's own certificate; left out, none is shown. */
  readonly identity?: ShownIdentity;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection to a manager whose certificate leads to a trusted root.
 *
 * @throws {ConnectionProblem} {X509Problem}
 */
export async function connectVerified(options: VerifiedConnection): Promise<Channel> {
  const { network, address, roots, memory, clock, identity, signal, serverName = managerServerName } = options;
  const { channel } = await network.connect({
    address,
    serverName,
    identity,
    checkServer: (chain) => identifyServer(chain, serverName, { roots, now: clock.now(), memory }),
    timeoutMs: connectTimeoutMs,
    signal,
  });
  return channel;
}
