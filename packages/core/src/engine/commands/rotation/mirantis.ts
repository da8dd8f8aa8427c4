import type { Node } from '../../shapes/node.ts';
import type { Swarm } from '../../shapes/swarm.ts';
import type { Finding } from './finding.ts';

const mirantis = 'com.docker.ucp';

/**
 * Mirantis Kubernetes Engine brings a CA of its own, and its makers forbid to change the swarm's (from its documentation, not
 * tried). It is known by labels: it puts some on every node.
 *
 * @param change what would do harm: `a rotation`
 */
export function managedByMirantis(swarm: Swarm, nodes: readonly Node[], change: string): readonly Finding[] {
  const labels = [swarm.Spec.Labels, ...nodes.flatMap((node) => [node.Spec.Labels, node.Description.Engine.Labels])];
  if (!labels.some((one) => Object.keys(one).some((name) => name.startsWith(mirantis)))) return [];
  return [
    {
      stops: true,
      text: `labels of this swarm begin with ${mirantis}: it belongs to Mirantis Kubernetes Engine, which brings a CA of its own and does not survive ${change}`,
      next: "Rotate certificates by that product's own commands.",
    },
  ];
}
