import type { Clock } from '../clock/clock.ts';
import { noKek } from '../keyfile/kek.ts';
import type { Kek } from '../keyfile/kek.ts';
import { caServerName } from '../x509/profile.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import { CA } from '../wire/gen/swarmkit_pb.ts';
import { roleOf } from '../x509/identity.ts';
import type { Network } from '../wire/network.ts';
import { connectVerified } from './connection.ts';

const callTimeoutMs = 5_000;

export interface UnlockKeyOptions {
  readonly network: Network;
  /** Lab time. */
  readonly clock: Clock;
  /** `host:port` of a manager. */
  readonly address: string;
  /** Of the node that asks. */
  readonly identity: NodeIdentityMaterial;
  readonly trust: TrustBundle;
  /** The node's own. */
  readonly memory: SignatureMemory;
  readonly signal: AbortSignal;
}

/**
 * Asks a manager with what key this node's own key is to be encrypted, which only managers have to know
 * (docs/protocol.md §5.6, §10.5).
 *
 * @returns none, of version 0, on workers, whose keys are never encrypted
 * @throws {RpcError} {ConnectionProblem} {X509Problem}
 */
export async function fetchKek(options: UnlockKeyOptions): Promise<Kek> {
  const { network, clock, address, identity, trust, memory, signal } = options;
  if (roleOf(identity) !== 'manager') return noKek;
  const channel = await connectVerified({
    network,
    address,
    serverName: caServerName,
    roots: trust.certificates,
    memory,
    clock,
    identity,
    signal,
  });
  try {
    const call = { timeoutMs: callTimeoutMs, signal };
    const { unlockKey, version } = await channel.unary(CA.method.getUnlockKey, {}, call);
    return { key: unlockKey.length > 0 ? unlockKey : undefined, version: Number(version?.index ?? 0n) };
  } finally {
    channel.close();
  }
}
