import type { Clock } from '../clock/clock.ts';
import type { Certificate } from '../x509/certificate.ts';
import { managerServerName } from '../x509/profile.ts';
import { GrpcChannel } from '../wire/grpc/channel.ts';
import { identifyServer } from '../wire/peer.ts';
import { connect } from '../wire/tls/connect.ts';
import type { TlsMaterial } from '../wire/tls/settings.ts';

/** How long a connection may take to open, ms of real time. */
const connectTimeoutMs = 5_000;

/** Takes `host:port` apart; an IPv6 host stands in brackets. */
export function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

/** A connection to somebody who may be a manager, and whose certificate can be judged later. */
export interface UnverifiedConnection {
  readonly channel: GrpcChannel;
  /**
   * Judges the certificate that was shown in the handshake, once there is a root to judge it by. From then on the
   * connection is as good as one that was verified from the beginning: the key was proven then.
   *
   * @throws {X509Problem} {ConnectionProblem}
   */
  readonly verify: (serverName: string, roots: readonly Certificate[], clock: Clock) => void;
}

/**
 * Opens a connection on which nobody is trusted yet: for the root download of a join.
 *
 * @param address `host:port` of a manager
 * @throws {ConnectionProblem}
 */
export async function connectUnverified(address: string, signal: AbortSignal): Promise<UnverifiedConnection> {
  const { socket, server: chain } = await connect({
    ...parseAddress(address),
    checkServer: (shown) => shown,
    timeoutMs: connectTimeoutMs,
    signal,
  });
  return {
    channel: new GrpcChannel(socket, address),
    verify: (serverName, roots, clock) => void identifyServer(chain, serverName, { roots, now: clock.now() }),
  };
}

export interface VerifiedConnection {
  /** `host:port` of a manager */
  readonly address: string;
  readonly roots: readonly Certificate[];
  /** Lab time, by which certificates are valid. */
  readonly clock: Clock;
  /** The name that the manager's certificate has to carry. */
  readonly serverName?: string;
  /** The node's own certificate; left out, none is shown. */
  readonly material?: TlsMaterial;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection to a manager whose certificate leads to a trusted root.
 *
 * @throws {ConnectionProblem} {X509Problem}
 */
export async function connectVerified(options: VerifiedConnection): Promise<GrpcChannel> {
  const { address, roots, clock, material, signal, serverName = managerServerName } = options;
  const { socket } = await connect({
    ...parseAddress(address),
    serverName,
    material,
    checkServer: (chain) => identifyServer(chain, serverName, { roots, now: clock.now() }),
    timeoutMs: connectTimeoutMs,
    signal,
  });
  return new GrpcChannel(socket, serverName);
}
