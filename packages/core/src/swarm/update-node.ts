import type { Role } from '../x509/profile.ts';
import { awaitsSigning } from './issue.ts';
import type { Accepted, DecisionContext, Effect } from './decision.ts';
import { canLose } from './managers.ts';
import { refuse } from './refusal.ts';
import type { Availability, Membership, Node, SwarmState } from './state.ts';

/** What users of the swarm may set of a node. */
export interface NodeSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly desiredRole: Role;
  /** Left out, it stays: Docker's API does not know it, and resets it (docs/protocol.md §14, Q14). */
  readonly membership?: Membership;
  readonly availability: Availability;
}

export interface NodeUpdate {
  readonly nodeId: string;
  /** The version that the change was made from. */
  readonly version: number | undefined;
  readonly spec: NodeSpec | undefined;
}

/**
 * Updates what users may set of a node (docs/protocol.md §12.4). A role that is asked for comes about later, in steps: see
 * `followRoles`.
 *
 * @param isRunning which managers are there to keep a majority
 * @throws {Refusal} `InvalidArgument`, `NotFound`, `FailedPrecondition`, `Unknown`
 */
export function updateNode(
  state: SwarmState,
  { nodeId, version, spec }: NodeUpdate,
  isRunning: (nodeId: string) => boolean,
  { now }: DecisionContext,
): Accepted<void> {
  if (nodeId === '' || version === undefined || spec === undefined) throw refuse('InvalidArgument', 'invalid argument');
  const node = state.nodes.get(nodeId);
  if (node === undefined) throw refuse('NotFound', `node ${nodeId.slice(0, 80)} not found`);
  if (node.desiredRole === 'manager' && spec.desiredRole === 'worker') checkDemotion(state, node, isRunning);
  if (version !== node.version) {
    throw refuse('Unknown', 'update out of sequence', {
      expected: `the version that the node has now, ${node.version}`,
      next: 'Somebody else has changed the node meanwhile: look at it again, and repeat the change.',
    });
  }
  const { name, labels, desiredRole, availability, membership = node.membership } = spec;
  const updated: Node = { ...node, updatedAt: now, name, labels, desiredRole, availability, membership };
  const hasNewRole = node.desiredRole !== updated.desiredRole;
  const effects: Effect[] = [{ kind: 'tell-node', nodeId }];
  if (hasNewRole) effects.push({ kind: 'follow-roles' });
  if (!awaitsSigning(node) && awaitsSigning(updated)) effects.push({ kind: 'sign', nodeId });
  const event = !hasNewRole ? 'node-updated' : updated.desiredRole === 'manager' ? 'node-promoted' : 'node-demoted';
  return {
    outcome: 'accepted',
    changes: [{ kind: 'node', node: updated }],
    entry: { at: now, event, nodeId },
    effects,
    reply: undefined,
  };
}

function checkDemotion(state: SwarmState, node: Node, isRunning: (nodeId: string) => boolean): void {
  const managers = [...state.nodes.values()].filter(({ role }) => role === 'manager');
  if (managers.length === 1 && managers[0]?.id === node.id) {
    throw refuse('FailedPrecondition', 'attempting to demote the last manager of the swarm', {
      next: 'Promote another node first: `docker node promote`.',
    });
  }
  if (node.manager === undefined) {
    throw refuse('NotFound', "can't find manager in raft memberlist", {
      expected: 'a node that serves as a manager',
      next: 'It has the role and never became one: remove it with `docker node rm --force`, and let it join again.',
    });
  }
  if (!canLose(state, node.id, isRunning)) {
    throw refuse('FailedPrecondition', "can't remove member from the raft: this would result in a loss of quorum", {
      next: 'Start the managers that are down, or promote other nodes first.',
    });
  }
}
