import { keyName } from '../../x509/key-name.ts';
import { certificateMeasures } from '../measures.ts';
import type { Measure } from '../measures.ts';
import type { SwarmState } from './state.ts';

/** What of a swarm can be watched. */
export function measuresOf({ swarm, nodes, roots, issuer }: SwarmState): readonly Measure[] {
  const ofSwarm = { swarm: swarm.ID };
  return [
    ...nodes.flatMap(({ id, name, role, desiredRole, manager, certificate, issuer: own }): readonly Measure[] => {
      const labels = { ...ofSwarm, node: id, host: name, role: manager ? 'manager' : (role ?? desiredRole ?? '') };
      return [
        { name: 'swarmpki_certificate_known', labels, value: Number(certificate !== undefined) },
        ...(certificate === undefined ? [] : certificateMeasures(labels, certificate)),
        { name: 'swarmpki_node_rotated', labels, value: Number(own === issuer) },
      ];
    }),
    { name: 'swarmpki_root_rotation_in_progress', labels: ofSwarm, value: Number(swarm.RootRotationInProgress) },
    ...roots.map(({ skim }): Measure => ({
      name: 'swarmpki_root_not_after_timestamp_seconds',
      labels: { ...ofSwarm, root: keyName(skim.spki) },
      value: skim.notAfter / 1_000,
    })),
  ];
}
