import type { Clock } from '../clock/clock.ts';
import { caServerName } from '../x509/profile.ts';
import type { SignatureMemory } from '../x509/signature-memory.ts';
import type { TrustBundle } from '../x509/trust-bundle.ts';
import type { NodeIdentityMaterial } from '../wire/credentials.ts';
import { CA } from '../wire/gen/swarmkit_pb.ts';
import { roleOf } from '../wire/identity.ts';
import type { Network } from '../wire/network.ts';
import { connectVerified } from './connection.ts';
import { NodeProblem } from './problem.ts';

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
 * @returns the version to note in the key file; 0 on workers
 * @throws {NodeProblem} `autolock`: keys are not encrypted here
 * @throws {RpcError} {ConnectionProblem} {X509Problem}
 */
export async function fetchKekVersion(options: UnlockKeyOptions): Promise<number> {
  const { network, clock, address, identity, trust, memory, signal } = options;
  if (roleOf(identity) !== 'manager') return 0;
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
    const answer = await channel.unary(CA.method.getUnlockKey, {}, { timeoutMs: callTimeoutMs, signal });
    if (answer.unlockKey.length > 0) {
      throw new NodeProblem('autolock', 'this swarm locks its managers, and the node cannot encrypt its key', {
        expected: 'a swarm with autolock off, or the worker token',
        next: 'Join as a worker, or turn autolock off: `docker swarm update --autolock=false`.',
      });
    }
    return Number(answer.version?.index ?? 0n);
  } finally {
    channel.close();
  }
}
