import type { ClusterInfo, Swarm } from '../../engine/shapes/swarm.ts';
import type { ShownCluster } from '../../swarm/redacted.ts';
import { specOf } from './cluster-spec.ts';
import { goTime } from './go-time.ts';

/** A swarm as `GET /info` has it, without its tokens (docs/protocol.md §11.2). */
export function clusterInfoOf(cluster: ShownCluster): ClusterInfo {
  const { id, version, createdAt, updatedAt, spec, rootCa, overlay, tlsInfo } = cluster;
  return {
    ID: id,
    Version: { Index: version },
    CreatedAt: goTime(createdAt),
    UpdatedAt: goTime(updatedAt),
    Spec: specOf(spec),
    TLSInfo: {
      TrustRoot: tlsInfo.trustRoot,
      CertIssuerSubject: tlsInfo.subject,
      CertIssuerPublicKey: tlsInfo.publicKey,
    },
    RootRotationInProgress: rootCa.rotation !== undefined,
    DefaultAddrPool: overlay.defaultAddrPool,
    SubnetSize: overlay.subnetSize,
    DataPathPort: overlay.dataPathPort,
  };
}

/** A swarm as `GET /swarm` has it. */
export function swarmOf(cluster: ShownCluster): Swarm {
  const { worker, manager } = cluster.rootCa.joinTokens;
  return { ...clusterInfoOf(cluster), JoinTokens: { Worker: worker, Manager: manager } };
}
