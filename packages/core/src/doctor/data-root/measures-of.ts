import { keyName } from '../../x509/key-name.ts';
import { renewalWindow } from '../../x509/renewal-window.ts';
import { certificateMeasures } from '../measures.ts';
import type { Measure } from '../measures.ts';
import type { NodeState } from './node-state.ts';

/** What of a data root can be watched. */
export function measuresOf({ identity, leaf, roots, rotation }: NodeState): readonly Measure[] {
  const node = { node: identity?.nodeId ?? '', role: identity?.role ?? '', swarm: identity?.clusterId ?? '' };
  return [
    ...(leaf === undefined ? [] : certificateMeasures(node, measured(leaf.skim))),
    ...(leaf === undefined
      ? []
      : [
          {
            name: 'swarmpki_root_rotation_in_progress',
            labels: { swarm: node.swarm },
            value: Number(rotation === 'under-way'),
          } as const,
        ]),
    ...roots.map(({ skim }): Measure => ({
      name: 'swarmpki_root_not_after_timestamp_seconds',
      labels: { swarm: node.swarm, root: keyName(skim.spki) },
      value: skim.notAfter / 1_000,
    })),
  ];
}

function measured(validity: { readonly notBefore: number; readonly notAfter: number }) {
  const { from, until } = renewalWindow(validity);
  return { notAfter: validity.notAfter, renewFrom: from, renewUntil: until };
}
