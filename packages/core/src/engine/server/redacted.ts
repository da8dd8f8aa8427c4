import type { Info } from '../shapes/info.ts';
import type { ClusterInfo } from '../shapes/swarm.ts';

/** A swarm without what nobody is ever told, whatever stands behind the socket (docs/protocol.md §11.2). */
export function redactedSwarm<Of extends ClusterInfo>(swarm: Of): Of {
  const CAConfig = { ...swarm.Spec.CAConfig, SigningCACert: '', SigningCAKey: '' };
  return { ...swarm, Spec: { ...swarm.Spec, CAConfig } };
}

export function redactedInfo(info: Info): Info {
  const { Cluster } = info.Swarm;
  return Cluster === undefined ? info : { ...info, Swarm: { ...info.Swarm, Cluster: redactedSwarm(Cluster) } };
}
