import { list, object, text } from '../../shapes/codec.ts';
import type { Node } from '../../shapes/node.ts';
import { EngineRefusal } from '../../shapes/refused.ts';
import type { Swarm } from '../../shapes/swarm.ts';
import { untilEnd } from '../command.ts';
import type { Context } from '../command.ts';
import type { Finding } from './finding.ts';

const labelPrefix = 'com.docker.ucp';
const servicePrefix = 'ucp-';

/** Of a service nothing but what it is called. */
const services = list(object({ Spec: object({ Name: text }) }));

/**
 * Mirantis Kubernetes Engine brings a CA of its own, and its makers forbid to change the swarm's (from its documentation, not
 * tried). It is known by labels, of which it puts some on every node, and by its services: `ucp-agent`, `ucp-manager-agent`.
 *
 * @param change what would do harm: `a rotation`
 */
export async function managedByMirantis(
  context: Context,
  swarm: Swarm,
  nodes: readonly Node[],
  change: string,
): Promise<readonly Finding[]> {
  const sign = signInLabels(swarm, nodes) ?? (await signInServices(context));
  if (sign === undefined) return [];
  return [
    {
      stops: true,
      text: `${sign}: it belongs to Mirantis Kubernetes Engine, which brings a CA of its own and does not survive ${change}`,
      next: "Rotate certificates by that product's own commands.",
    },
  ];
}

function signInLabels(swarm: Swarm, nodes: readonly Node[]): string | undefined {
  const labels = [swarm.Spec.Labels, ...nodes.flatMap((node) => [node.Spec.Labels, node.Description.Engine.Labels])];
  const isLabelled = labels.some((one) => Object.keys(one).some((name) => name.startsWith(labelPrefix)));
  return isLabelled ? `labels of this swarm begin with ${labelPrefix}` : undefined;
}

async function signInServices(context: Context): Promise<string | undefined> {
  const query = new URLSearchParams({ filters: JSON.stringify({ name: [servicePrefix] }) });
  try {
    const found = await context.client.calls.ask(services, `/services?${query.toString()}`, untilEnd(context));
    const name = found.map(({ Spec: spec }) => spec.Name).find((one) => one.startsWith(servicePrefix));
    return name === undefined ? undefined : `this swarm has a service ${name}`;
  } catch (error) {
    // A lab runs no services, and whoever may not look at them can be told nothing by them.
    if (error instanceof EngineRefusal && tellsNothing.has(error.status)) return undefined;
    throw error;
  }
}

const tellsNothing: ReadonlySet<number> = new Set([403, 404, 501]);
