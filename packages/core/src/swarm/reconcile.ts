import { nothing } from './decision.ts';
import type { Accepted, Change, DecisionContext } from './decision.ts';
import type { Node, SwarmState } from './state.ts';
import { newJoinTokens } from './tokens.ts';
import { isAboutToReport } from './view.ts';

/** How many nodes are renewing at a time during a rotation. */
export interface Pace {
  readonly window: number;
}

/** Enough to keep a manager busy; few enough that the last of them is served well within its deadline. */
export const defaultPace: Pace = { window: 64 };

/**
 * Carries a rotation on (docs/protocol.md §8.6, §8.7): asks the next nodes to renew, or completes it once every node reports
 * the new issuer. There is no timer in it: it runs after every change that can matter, and asks again as soon as half of
 * the window has come back. Nodes that are not there do not hold up those that are; they hold up the end.
 *
 * Nobody is asked before everybody has come over from the rotation before: with a new certificate a node would be a stranger
 * to whoever has not heard of that one's end yet, and this one has to wait for those nodes anyway.
 */
export function reconcileRotation(state: SwarmState, pace: Pace, context: DecisionContext): Accepted<void> {
  if (state.cluster.rootCa.rotation === undefined) return nothing(undefined);
  if (state.unconverged.size === 0) return complete(state, context);

  if (state.behind.size > 0 || state.unasked.size === 0 || state.renewing.size > pace.window / 2)
    return nothing(undefined);

  const batch: Node[] = [];
  for (const nodeId of state.unasked) {
    const node = state.nodes.get(nodeId);
    if (node !== undefined) batch.push(node);
    if (batch.length === pace.window - state.renewing.size) break;
  }
  return {
    outcome: 'accepted',
    changes: batch.map((node) => ({
      kind: 'node',
      node: { ...node, updatedAt: context.now, certificate: { ...node.certificate, state: 'rotate' } },
    })),
    entry: { at: context.now, event: 'rotation-batch', detail: { nodes: batch.length, left: state.unconverged.size } },
    effects: [
      ...batch.map((node) => ({ kind: 'tell-node', nodeId: node.id }) as const),
      // Nodes that are away take no place in the window: there may be room for more.
      { kind: 'reconcile' },
    ],
    reply: undefined,
  };
}

/**
 * Ends the sessions of those that were given their certificate and have not reported for a while: each has to open another,
 * in which it says what it has. The certificate may never have reached it, as that of a request which came late or twice,
 * for which nobody waits; or its issuer may be the one it had all the time, which nodes do not report again.
 *
 * @param awaited what the last call has answered
 * @returns of every report that is awaited now, the node and the request that its certificate answers
 */
export function demandReports(
  { cluster, unconverged, nodes, targetIssuer }: SwarmState,
  awaited: ReadonlyMap<string, string>,
): Accepted<ReadonlyMap<string, string>> {
  if (cluster.rootCa.rotation === undefined) return nothing(new Map());
  const given = [...unconverged].flatMap((nodeId) => {
    const node = nodes.get(nodeId);
    return node && isAboutToReport(node, targetIssuer) ? [node] : [];
  });
  const overdue = given.filter(({ id, certificate }) => awaited.get(id) === certificate.csr);
  return {
    outcome: 'accepted',
    changes: [],
    entry: undefined,
    effects: overdue.map(({ id }) => ({ kind: 'renew-session', nodeId: id })),
    reply: new Map(given.map(({ id, certificate }) => [id, certificate.csr])),
  };
}

function complete(state: SwarmState, context: DecisionContext): Accepted<void> {
  const { cluster, secrets } = state;
  const { rotation } = cluster.rootCa;
  if (rotation === undefined) return nothing(undefined);
  const changes: Change[] = [
    {
      kind: 'cluster',
      cluster: {
        ...cluster,
        updatedAt: context.now,
        rootCa: { ...cluster.rootCa, caCert: rotation.caCert, rotation: undefined },
      },
    },
    { kind: 'secret', name: 'rootKey', value: secrets.rotationKey },
    { kind: 'secret', name: 'rotationKey', value: undefined },
    ...newJoinTokens(rotation.caCert, cluster.fips, context),
  ];
  return {
    outcome: 'accepted',
    changes,
    entry: { at: context.now, event: 'rotation-completed', detail: { nodes: state.nodes.size } },
    effects: [{ kind: 'reload-issuer' }, { kind: 'tell-everyone' }],
    reply: undefined,
  };
}
