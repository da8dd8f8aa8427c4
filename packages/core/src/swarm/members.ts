import { blocking } from './blocklist.ts';
import { nothing } from './decision.ts';
import type { Accepted, DecisionContext, JournalEvent } from './decision.ts';
import { refuse } from './refusal.ts';
import type { Node, NodeCertificate, NodeDescription, NodeState, SwarmState } from './state.ts';

/**
 * Records that a node has opened a session, and what it says about itself.
 *
 * @param addr where its connection comes from
 * @throws {Refusal} `NotFound`
 */
export function registerNode(
  state: SwarmState,
  nodeId: string,
  description: NodeDescription | undefined,
  addr: string,
  { now }: DecisionContext,
): Accepted<void> {
  const node = memberNode(state, nodeId);
  const registered: Node = {
    ...node,
    description: description ? sharing(description, state) : node.description,
    certificate: description ? reported(state, node, description) : node.certificate,
    status: { state: 'ready', message: '', addr },
  };
  if (isSame(registered, node)) return nothing(undefined);
  return {
    outcome: 'accepted',
    changes: [{ kind: 'node', node: { ...registered, updatedAt: now } }],
    entry: { at: now, event: 'node-registered', nodeId },
    effects: [{ kind: 'reconcile' }],
    reply: undefined,
  };
}

/** Nearly every node trusts the swarm's root: its text is kept once, not once for each of them. */
function sharing(description: NodeDescription, { cluster: { rootCa } }: SwarmState): NodeDescription {
  const { tlsInfo } = description;
  return tlsInfo?.trustRoot === rootCa.caCert
    ? { ...description, tlsInfo: { ...tlsInfo, trustRoot: rootCa.caCert } }
    : description;
}

/** Whether a session says of a node nothing but what was known. */
function isSame(registered: Node, { description, certificate, status }: Node): boolean {
  return (
    registered.certificate.state === certificate.state &&
    registered.certificate.awaitedIssuer === certificate.awaitedIssuer &&
    registered.status.state === status.state &&
    registered.status.message === status.message &&
    registered.status.addr === status.addr &&
    (registered.description === description ||
      // During a rotation it is this that differs; what else there is may be much.
      (registered.description?.tlsInfo?.trustRoot === description?.tlsInfo?.trustRoot &&
        JSON.stringify(registered.description) === JSON.stringify(description)))
  );
}

/**
 * What a report says of the certificate that the node was given last. If it names another issuer, either that certificate
 * got lost on its way, and during a rotation the node is asked once more; or the report was overtaken by a newer one. In
 * neither case is it believed.
 */
function reported(
  { cluster, targetIssuer }: SwarmState,
  { certificate, description }: Node,
  { tlsInfo }: NodeDescription,
): NodeCertificate {
  const known = certificate.awaitedIssuer ?? description?.tlsInfo?.certIssuerPublicKey;
  if (known === undefined || known === tlsInfo?.certIssuerPublicKey)
    return { ...certificate, awaitedIssuer: undefined };
  const isAwaited = certificate.state === 'issued' && certificate.awaitedIssuer === targetIssuer.publicKey;
  const isLost = isAwaited && cluster.rootCa.rotation !== undefined;
  return { ...certificate, awaitedIssuer: known, ...(isLost && { state: 'rotate' }) };
}

/**
 * Records that a manager has just begun, and does not know who is there.
 *
 * @param hasSession who has come back already
 */
export function forgetPresence(
  state: SwarmState,
  hasSession: (nodeId: string) => boolean,
  { now }: DecisionContext,
): Accepted<void> {
  const known = [...state.nodes.values()].filter(({ id, status }) => status.state === 'ready' && !hasSession(id));
  return {
    outcome: 'accepted',
    changes: known.map((node) => ({
      kind: 'node',
      node: { ...node, updatedAt: now, status: { ...node.status, state: 'unknown', message: '' } },
    })),
    entry: undefined,
    effects: [],
    reply: undefined,
  };
}

/** Records that a node fell silent, or left its session. */
export function markNode(
  state: SwarmState,
  nodeId: string,
  nodeState: NodeState,
  message: string,
  { now }: DecisionContext,
): Accepted<void> {
  const node = state.nodes.get(nodeId);
  if (node === undefined || node.status.state === nodeState) return nothing(undefined);
  return {
    outcome: 'accepted',
    changes: [
      { kind: 'node', node: { ...node, updatedAt: now, status: { ...node.status, state: nodeState, message } } },
    ],
    entry: { at: now, event: 'node-status', nodeId, detail: { state: nodeState, message } },
    effects: [{ kind: 'reconcile' }],
    reply: undefined,
  };
}

/**
 * Removes a node and blocks its certificate (docs/protocol.md §5.7).
 *
 * @param force removes it although it is ready
 * @throws {Refusal} `NotFound`, `FailedPrecondition`
 */
export function removeNode(
  state: SwarmState,
  nodeId: string,
  { force, event = 'node-removed' }: { readonly force: boolean; readonly event?: JournalEvent },
  { now }: DecisionContext,
): Accepted<void> {
  const node = memberNode(state, nodeId);
  if (node.desiredRole === 'manager' && node.manager !== undefined) {
    const membership = 'is a cluster manager and is a member of the raft cluster';
    throw refuse('FailedPrecondition', `node ${nodeId} ${membership}. It must be demoted to worker before removal`);
  }
  if (!force && node.status.state === 'ready') {
    throw refuse('FailedPrecondition', `node ${nodeId} is not down and can't be removed`, {
      next: 'Stop it first, or remove it with force: `docker node rm --force`.',
    });
  }
  const blocklist = blocking(state.cluster.blocklist, node, now);
  return {
    outcome: 'accepted',
    changes: [
      { kind: 'node-removed', nodeId },
      { kind: 'cluster', cluster: { ...state.cluster, updatedAt: now, blocklist } },
    ],
    entry: { at: now, event, nodeId },
    effects: [{ kind: 'disconnect', nodeId }, { kind: 'reconcile' }],
    reply: undefined,
  };
}

function memberNode(state: SwarmState, nodeId: string): Node {
  const node = state.nodes.get(nodeId);
  if (node === undefined) throw refuse('NotFound', `node ${nodeId} not found`);
  return node;
}
