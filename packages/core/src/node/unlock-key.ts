import type { Clock } from '../clock/clock.ts';
import { noKek } from '../keyfile/kek.ts';
import type { Kek } from '../keyfile/kek.ts';
import { caServerName } from '../x509/profile.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import { CA } from '../wire/gen/swarmkit_pb.ts';
import { roleOf } from '../wire/identity.ts';
import { connectVerified } from './connection.ts';

const callTimeoutMs = 5_000;

/**
 * Asks a manager with what key this node's own key is to be encrypted, which only managers have to know
 * (docs/protocol.md §5.6, §10.5).
 *
 * @param address `host:port`
 * @returns none of version 0 on workers, whose keys are never encrypted
 * @throws {RpcError} {ConnectionProblem} {X509Problem}
 */
export async function fetchKek(
  address: string,
  identity: NodeIdentityMaterial,
  trust: TrustBundle,
  clock: Clock,
  signal: AbortSignal,
): Promise<Kek> {
  if (roleOf(identity) !== 'manager') return noKek;
  const channel = await connectVerified({
    address,
    serverName: caServerName,
    roots: trust.certificates,
    clock,
    material: identity.tls,
    signal,
  });
  try {
    const { unlockKey, version } = await channel.unary(
      CA.method.getUnlockKey,
      {},
      { timeoutMs: callTimeoutMs, signal },
    );
    return { key: unlockKey.length > 0 ? unlockKey : undefined, version: Number(version?.index ?? 0n) };
  } finally {
    channel.close();
  }
}
