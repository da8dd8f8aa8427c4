import type { Clock } from '../../clock/clock.ts';
import { connectVerified } from '../../node/connection.ts';
import { reasonOf } from '../../problem.ts';
import { IssuanceStatus_State, NodeCA } from '../../wire/gen/swarmkit_pb.ts';
import type { Channel, Network } from '../../wire/network.ts';
import { readCertificate, readCertificates } from '../../x509/certificate.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { LeafProblem } from './problem.ts';

/** With what managers are asked. */
export interface Asking {
  readonly network: Network;
  readonly roots: readonly Certificate[];
  /** Real time: the swarm is a real one. */
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A manager answers at once, unless the certificate is still to be issued: then as soon as it is, ms. */
const callTimeoutMs = 5_000;
const connectTimeoutMs = 5_000;

/**
 * Connects to the first manager that can be reached and is one of this swarm.
 *
 * @param addresses `host:port`
 * @throws {LeafProblem} `no-manager`; its cause is why the first one cannot
 */
export async function connectToManager(addresses: readonly string[], asking: Asking): Promise<Channel> {
  const reasons: unknown[] = [];
  for (const address of addresses) {
    try {
      return await connectVerified({ ...asking, address });
    } catch (error) {
      reasons.push(error);
    }
  }
  const first = reasons.length === 0 ? 'no manager has an address' : reasonOf(reasons[0]);
  throw new LeafProblem('no-manager', `no manager of the swarm can be asked: ${first}`, {
    expected: 'a manager’s port that can be reached from here: 2377, unless told otherwise',
    next: 'Ask from a machine that reaches the managers: the Engine API does not tell when certificates expire.',
    cause: reasons[0],
  });
}

/**
 * Asks for the certificate that was issued to a node last (docs/protocol.md §11.8). A manager tells anyone.
 *
 * @returns the leaf first; nothing where the manager has none
 * @throws {RpcError} {LeafProblem} `not-issued`; {X509Problem}
 */
export async function askForChain(
  channel: Channel,
  nodeId: string,
  signal: AbortSignal,
): Promise<readonly Certificate[]> {
  const call = { timeoutMs: callTimeoutMs, signal };
  const { status, certificate } = await channel.unary(NodeCA.method.nodeCertificateStatus, { nodeId }, call);
  // Told to renew, a node still has the one before.
  const isIssued = status?.state === IssuanceStatus_State.ISSUED || status?.state === IssuanceStatus_State.ROTATE;
  if (!isIssued) {
    throw new LeafProblem(
      'not-issued',
      `no certificate was issued to this node: ${(status?.err ?? '').slice(0, 500)}`,
      {
        next: 'A node that never got a certificate holds up every rotation. Remove it: `docker node rm --force`.',
      },
    );
  }
  const pem = Buffer.from(certificate?.certificate ?? []).toString('latin1');
  return pem === '' ? [] : readCertificates(pem);
}

/** Looks at the certificate that a manager shows whoever connects; nothing is sent to it. @throws {ConnectionProblem} */
export async function lookAtChain(address: string, { network, signal }: Asking): Promise<readonly Certificate[]> {
  const { channel, server } = await network.connect({
    address,
    checkServer: (chain) => chain.map(readCertificate),
    timeoutMs: connectTimeoutMs,
    signal,
  });
  channel.destroy();
  return server;
}
