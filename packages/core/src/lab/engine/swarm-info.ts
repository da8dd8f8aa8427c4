import type { SwarmInfo } from '../../engine/shapes/info.ts';
import { managersOf } from '../../swarm/managers.ts';
import { clusterInfoOf } from './cluster-shape.ts';
import type { LabMembership } from './lab-membership.ts';
import { textOf, texts } from './refusals.ts';
import { localNodeState } from './standing.ts';
import type { Standing } from './standing.ts';

const outside: SwarmInfo = {
  NodeID: '',
  NodeAddr: '',
  LocalNodeState: 'inactive',
  ControlAvailable: false,
  Error: '',
  RemoteManagers: [],
  Nodes: 0,
  Managers: 0,
  Cluster: undefined,
  Warnings: [],
};

/** How an engine stands to a swarm, as `GET /info` tells it (docs/protocol.md §11.2). */
export function swarmInfoOf(standing: Standing): SwarmInfo {
  const info = { ...outside, LocalNodeState: localNodeState(standing) };
  switch (standing.kind) {
    case 'lab':
      return { ...info, ...infoOfLab(standing.membership) };
    case 'joined': {
      const { id, remotes } = standing.node;
      const managers = remotes.map(({ nodeId, address }) => ({ NodeID: nodeId, Addr: address }));
      return { ...info, NodeID: id, RemoteManagers: managers };
    }
    case 'locked':
      return { ...info, NodeAddr: standing.address, Error: texts.locked };
    case 'error':
      return { ...info, Error: textOf(standing.error) };
    case 'inactive':
    case 'pending':
      return info;
  }
}

function infoOfLab(membership: LabMembership): Partial<SwarmInfo> {
  const { lab, nodeId, address, part, warnings } = membership;
  const managers = managersOf(lab.state);
  const common = {
    NodeID: nodeId,
    NodeAddr: address,
    RemoteManagers: managers.flatMap(({ id, manager }) => (manager ? [{ NodeID: id, Addr: manager.addr }] : [])),
    Warnings: warnings,
  };
  if (part !== 'manager') return common;
  return {
    ...common,
    ControlAvailable: true,
    Warnings: [...warnings, ...(managers.length === 2 ? [texts.twoManagers] : [])],
    ...whatManagersTell(membership),
  };
}

/** A manager without a leader tells why it tells nothing. */
function whatManagersTell({ lab, control }: LabMembership): Partial<SwarmInfo> {
  try {
    const Cluster = clusterInfoOf(control.shown());
    return { Cluster, Nodes: lab.state.nodes.size, Managers: managersOf(lab.state).length };
  } catch (error) {
    return { Error: textOf(error) };
  }
}
