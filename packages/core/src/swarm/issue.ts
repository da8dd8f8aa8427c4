import { authorise } from './authorise.ts';
import type { Caller, Calling } from './authorise.ts';
import type { Accepted, DecisionContext } from './decision.ts';
import { nothing } from './decision.ts';
import { newIdentifier, newNode } from './found.ts';
import { Refusal, refuse } from './refusal.ts';
import { targetRoot } from './root-material.ts';
import type { Availability, Membership, Node, SwarmState } from './state.ts';
import { roleOfToken } from './tokens.ts';
import { requestKey } from './view.ts';

/** What a node asks for. The role that older protocols let it name is not even looked at. */
export interface CertificateRequest {
  /** PEM, as sent. */
  readonly csr: string;
  /** The whole join token; empty for a renewal. */
  readonly token: string;
  readonly availability: Availability;
  readonly calling: Calling;
}

export interface CertificateReply {
  readonly nodeId: string;
  readonly membership: Membership;
}

/** Requests are kept with the node, so they have a bound, in bytes. */
const largestRequest = 64 * 1024;

/** An identifier that is taken already is drawn anew this often. */
const mostIdentifierTries = 4;

/**
 * Decides on a request for a certificate (docs/protocol.md §5.3): a member is renewed, whoever shows a token joins, and
 * nobody else gets anything. The signature comes later, as an effect.
 *
 * @throws {Refusal} `InvalidArgument`, `NotFound`
 */
export function requestCertificate(
  state: SwarmState,
  request: CertificateRequest,
  context: DecisionContext,
): Accepted<CertificateReply> {
  if (request.csr === '') {
    throw refuse('InvalidArgument', 'InvalidArgument', { expected: 'a certificate request (CSR) in PEM' });
  }
  if (request.csr.length > largestRequest) {
    throw refuse('InvalidArgument', `the certificate request has more than ${largestRequest} bytes`, {
      expected: 'a certificate request (CSR) in PEM, of some 300 bytes',
    });
  }
  const member = memberOf(state, request.calling);
  return member ? renew(state, member.nodeId, request.csr, context) : join(state, request, context);
}

/** The caller if it is a member in good standing. A removed node, or one of another swarm, is a stranger like any other. */
function memberOf(state: SwarmState, calling: Calling): Caller | undefined {
  try {
    return authorise(state, calling, ['worker', 'manager']);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * Renews a node, in the role that the swarm has for it. The request replaces whatever was there; there is neither a
 * limit nor a minimum age (docs/protocol.md §14, Q4).
 */
function renew(state: SwarmState, nodeId: string, csr: string, { now }: DecisionContext): Accepted<CertificateReply> {
  const node = state.nodes.get(nodeId);
  if (node === undefined) throw refuse('NotFound', `node ${nodeId} not found when attempting to renew certificate`);
  const renewing: Node = {
    ...node,
    updatedAt: now,
    certificate: { ...node.certificate, role: node.role, csr, state: 'renew', error: '', pem: '' },
  };
  return {
    outcome: 'accepted',
    changes: [{ kind: 'node', node: renewing }],
    entry: { at: now, event: 'node-renewing', nodeId },
    effects: [{ kind: 'sign', nodeId }],
    reply: { nodeId, membership: node.membership },
  };
}

function join(
  state: SwarmState,
  { csr, token, availability }: CertificateRequest,
  { now, random }: DecisionContext,
): Accepted<CertificateReply> {
  const role = roleOfToken(state.secrets, token);
  const known = role && state.nodes.get(state.requests.get(requestKey({ role, csr })) ?? '');
  // The same request once more: its answer got lost, or the message came twice. A second node would never report, and
  // hold up every rotation.
  if (known !== undefined) return nothing({ nodeId: known.id, membership: known.membership });
  if (role === undefined) {
    throw refuse('InvalidArgument', 'A valid join token is necessary to join this cluster', {
      expected: 'the worker token or the manager token as it is now',
      next: 'Ask a manager for it: `docker swarm join-token worker`. Tokens change with every root rotation.',
    });
  }
  let nodeId = newIdentifier(random);
  for (let tries = 1; state.nodes.has(nodeId) || Object.hasOwn(state.cluster.blocklist, nodeId); tries++) {
    if (tries === mostIdentifierTries) throw refuse('Unknown', 'object already exists');
    nodeId = newIdentifier(random);
  }
  const node: Node = {
    ...newNode(nodeId, role, now, { role, csr, state: 'pending', error: '', pem: '', awaitedIssuer: undefined }),
    availability,
  };
  return {
    outcome: 'accepted',
    changes: [{ kind: 'node', node }],
    entry: { at: now, event: 'node-accepted', nodeId, detail: { role } },
    effects: [{ kind: 'sign', nodeId }],
    reply: { nodeId, membership: node.membership },
  };
}

/** What became of a request: the certificate, or the reason why there is none. */
export type SigningResult = { readonly pem: string } | { readonly error: string };

/** What a signer was given. */
export interface SignedRequest {
  readonly nodeId: string;
  /** PEM, as the node sent it. */
  readonly csr: string;
  /** The root that it signed for: PEM. */
  readonly root: string;
}

/**
 * Records what the signer answered. An answer to a request that has been replaced in the meantime is dropped: the newer
 * one is being signed as well. So is a second answer to the same request, and one of a signer that had begun before the root
 * changed: a node that was given the old root's certificate then could not follow, and would not say so.
 *
 * @returns whether that is the end of it; if not, the request is to be signed anew
 */
export function recordSigning(
  state: SwarmState,
  { nodeId, csr, root }: SignedRequest,
  result: SigningResult,
  { now }: DecisionContext,
): Accepted<boolean> {
  const node = state.nodes.get(nodeId);
  if (node === undefined || node.certificate.csr !== csr || !awaitsSigning(node)) return nothing(true);
  if (root !== targetRoot(state.cluster.rootCa)) return nothing(false);
  const certificate: Node['certificate'] =
    'pem' in result
      ? { ...node.certificate, state: 'issued', error: '', pem: result.pem, awaitedIssuer: awaitedFrom(node, state) }
      : { ...node.certificate, state: 'failed', error: result.error, pem: '' };
  return {
    outcome: 'accepted',
    changes: [{ kind: 'node', node: { ...node, updatedAt: now, certificate } }],
    entry:
      'pem' in result
        ? { at: now, event: 'certificate-issued', nodeId, detail: { role: node.certificate.role } }
        : { at: now, event: 'certificate-failed', nodeId, detail: { error: result.error } },
    effects: [{ kind: 'tell-node', nodeId }, { kind: 'reconcile' }],
    reply: true,
  };
}

/** Of a node whose issuer stays the same nothing is awaited: an engine does not report it again. */
function awaitedFrom(
  { certificate, description }: Node,
  { targetIssuer: { publicKey } }: SwarmState,
): string | undefined {
  const isSame = certificate.awaitedIssuer === undefined && description?.tlsInfo?.certIssuerPublicKey === publicKey;
  return isSame ? undefined : publicKey;
}

/** Whether a node's request is waiting to be signed (docs/protocol.md §5.5). */
export function awaitsSigning({ certificate, membership }: Node): boolean {
  return certificate.state === 'renew' || (certificate.state === 'pending' && membership === 'accepted');
}
