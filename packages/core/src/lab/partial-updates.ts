import type { Decider, Electorate } from '../manager/decider.ts';
import { refuse } from '../swarm/refusal.ts';
import { requestedSpec, updateCluster } from '../swarm/update-cluster.ts';
import type { ClusterUpdate, RequestedSpec } from '../swarm/update-cluster.ts';
import { updateNode } from '../swarm/update-node.ts';
import type { NodeSpec } from '../swarm/update-node.ts';

/** Changes a part of a swarm's specification, and leaves the others as they are. @throws {Refusal} */
export function updateClusterPart(
  swarm: Decider,
  wishes: Partial<RequestedSpec>,
  rotate: NonNullable<ClusterUpdate['rotate']>,
): Promise<void> {
  return swarm.request((state, context, answered) => {
    const { id, version } = state.cluster;
    const spec = { ...requestedSpec(state.cluster), ...wishes };
    return updateCluster(state, { clusterId: id, version, spec, rotate }, answered, context);
  });
}

/** Changes a part of a node's specification, and leaves the others as they are. @throws {Refusal} */
export function updateNodePart(swarm: Electorate, nodeId: string, wishes: Partial<NodeSpec>): Promise<void> {
  const isRunning = (id: string): boolean => swarm.isRunning(id);
  return swarm.perform((state, context) => {
    const node = state.nodes.get(nodeId);
    if (node === undefined) throw refuse('NotFound', `node ${nodeId.slice(0, 80)} not found`);
    const { name, labels, desiredRole, availability, version } = node;
    const spec = { name, labels, desiredRole, availability, ...wishes };
    return updateNode(state, { nodeId, version, spec }, isRunning, context);
  });
}
