import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import { IssuanceStatus_State, NodeCA, NodeSpec_Membership } from '../wire/gen/swarmkit_pb.ts';
import type { NodeCertificateStatusResponse, NodeSpec_Availability } from '../wire/gen/swarmkit_pb.ts';
import type { Channel } from '../wire/network.ts';
import { RpcError, ranOutOfTime } from '../wire/grpc/status.ts';
import { backoffDelay, statusBackoff } from './backoff.ts';
import type { TellStep } from './join-steps.ts';
import { NodeProblem } from './problem.ts';
import { wait } from './waiting.ts';

export interface CertificateRequestOptions {
  /** To a manager: showing a certificate to renew it, showing none to join. */
  readonly channel: Pick<Channel, 'unary'>;
  /** PEM */
  readonly csr: string;
  /** The whole token, to join; empty to renew. */
  readonly token: string;
  /** What a joining node asks for; the swarm's own default where it says nothing. */
  readonly availability?: NodeSpec_Availability | undefined;
  /** Real time. */
  readonly realTime: Clock;
  readonly entropy: Entropy;
  /** Hears that it was taken, and that it was signed. */
  readonly tell?: TellStep | undefined;
  readonly signal: AbortSignal;
}

const callTimeoutMs = 5_000;
/** So many answers about another request mean that it has taken the place of this one for good. */
const mostAboutAnother = 5;

/**
 * Asks for a certificate and waits until it is there (docs/protocol.md §5.6). An answer about another request than this
 * one is not for us: it may be about the one before. If that goes on, an older request has arrived late and replaced this
 * one; Docker's nodes then wait for ever (docs/protocol.md §14).
 *
 * @returns the node's id, and leaf with intermediates as PEM
 * @throws {NodeProblem} `failed` when the CA refuses for good; `superseded` by another request; `no-certificate`
 * @throws {RpcError}
 */
export async function requestCertificate(
  options: CertificateRequestOptions,
): Promise<{ readonly nodeId: string; readonly certificatePem: string }> {
  const { channel, csr, token, availability, tell, signal } = options;
  const { nodeId, nodeMembership } = await channel.unary(
    NodeCA.method.issueNodeCertificate,
    { csr: Buffer.from(csr, 'latin1'), token, ...(availability !== undefined && { availability }) },
    { timeoutMs: callTimeoutMs, signal },
  );
  const isAccepted = nodeMembership === NodeSpec_Membership.ACCEPTED;
  await tell?.({ kind: 'request', nodeId, membership: isAccepted ? 'accepted' : 'pending' });
  let aboutAnother = 0;
  for (let polls = 1; ; polls++) {
    const status = await pollStatus(options, nodeId);
    const certificatePem = status && certificateIn(status, csr);
    if (certificatePem !== undefined) {
      await tell?.({ kind: 'signature', questions: polls, bytes: certificatePem.length });
      return { nodeId, certificatePem };
    }
    if (isAboutAnother(status, csr) && ++aboutAnother === mostAboutAnother) throw superseded();
    const delay = backoffDelay(statusBackoff, polls, (bound) => options.entropy.integerBelow(bound));
    await wait(options.realTime, delay, signal);
  }
}

/** The manager answers when it is done; running into the deadline only means asking again. */
async function pollStatus(
  { channel, signal }: CertificateRequestOptions,
  nodeId: string,
): Promise<NodeCertificateStatusResponse | undefined> {
  try {
    return await channel.unary(NodeCA.method.nodeCertificateStatus, { nodeId }, { timeoutMs: callTimeoutMs, signal });
  } catch (error) {
    if (error instanceof RpcError && ranOutOfTime(error)) return undefined;
    throw error;
  }
}

function isAboutAnother(answer: NodeCertificateStatusResponse | undefined, csr: string): boolean {
  return answer?.certificate !== undefined && Buffer.from(answer.certificate.csr).toString('latin1') !== csr;
}

function superseded(): NodeProblem {
  return new NodeProblem('superseded', 'another request has taken the place of this one', {
    expected: 'the certificate of the request that was sent last',
    next: 'Nothing need be done: the node asks again. A request that was given up before has arrived late.',
  });
}

function certificateIn({ status, certificate }: NodeCertificateStatusResponse, csr: string): string | undefined {
  const isOurs = certificate !== undefined && Buffer.from(certificate.csr).toString('latin1') === csr;
  switch (status?.state) {
    case IssuanceStatus_State.ISSUED:
    case IssuanceStatus_State.ROTATE:
      if (certificate === undefined) {
        throw new NodeProblem('no-certificate', 'no certificate in CertificateStatus response');
      }
      return isOurs ? Buffer.from(certificate.certificate).toString('latin1') : undefined;
    case IssuanceStatus_State.FAILED:
      if (!isOurs) return undefined;
      // Docker's nodes go on asking for ever; what failed for good does not get better by that (docs/protocol.md §14, Q1).
      throw new NodeProblem('failed', `the CA refused to issue a certificate: ${status.err}`, {
        next: 'Remove the node that was left behind: `docker node rm`. Then join again.',
      });
    default:
      return undefined;
  }
}
