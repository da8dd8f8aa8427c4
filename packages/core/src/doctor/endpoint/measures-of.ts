import { swarmIdentityOf } from '../../inspect/items/swarm-identity.ts';
import { keyName } from '../../x509/key-name.ts';
import { renewalWindow } from '../../x509/renewal-window.ts';
import { certificateMeasures } from '../measures.ts';
import type { Measure } from '../measures.ts';
import type { EndpointState } from './endpoint-state.ts';

/** What of an endpoint can be watched. */
export function measuresOf({ endpoint, chain, roots }: EndpointState): readonly Measure[] {
  const [leaf] = chain;
  if (leaf === undefined) return [];
  const identity = swarmIdentityOf(leaf.skim);
  const { address } = endpoint;
  const swarm = identity === undefined || identity.role === 'ca' ? undefined : identity;
  const labels =
    swarm === undefined ? { address } : { address, node: swarm.nodeId, role: swarm.role, swarm: swarm.clusterId };
  const { from, until } = renewalWindow(leaf.skim);
  const { notAfter } = leaf.skim;
  return [
    ...(swarm === undefined
      ? [{ name: 'swarmpki_certificate_not_after_timestamp_seconds', labels, value: notAfter / 1_000 } as const]
      : certificateMeasures(labels, { notAfter, renewFrom: from, renewUntil: until })),
    ...roots.map(({ skim }): Measure => ({
      name: 'swarmpki_root_not_after_timestamp_seconds',
      labels: { address, swarm: swarm?.clusterId ?? '', root: keyName(skim.spki) },
      value: skim.notAfter / 1_000,
    })),
  ];
}
