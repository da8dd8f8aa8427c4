import type { Node } from '../shapes/node.ts';
import { EngineRefusal } from '../shapes/refused.ts';
import { beginsAs, hasLabels, isExactly, refuseOtherFilters } from './filters.ts';
import type { Filters } from './filters.ts';

const accepted = new Set(['name', 'id', 'label', 'role', 'membership', 'node.label']);
const roles = new Set(['', 'worker', 'manager']);
const memberships = new Set(['', 'pending', 'accepted']);

/**
 * Which nodes `GET /nodes` is to answer (docs/protocol.md §11.1).
 *
 * @throws {EngineRefusal}
 */
export function nodeFilter(filters: Filters): (node: Node) => boolean {
  refuseOtherFilters(filters, accepted);
  const role = lowerCase(filters, 'role', roles);
  const membership = lowerCase(filters, 'membership', memberships);
  return ({ ID, Spec, Description }) =>
    beginsAs(filters, 'name', Description.Hostname) &&
    beginsAs(filters, 'id', ID) &&
    hasLabels(filters, 'label', Description.Engine.Labels) &&
    hasLabels(filters, 'node.label', Spec.Labels) &&
    isExactly(role, 'role', Spec.Role) &&
    // The API does not tell; whoever is in the list is in the swarm.
    isExactly(membership, 'membership', 'accepted');
}

/** @returns that filter alone, without what Docker passes over: the empty value */
function lowerCase(filters: Filters, name: string, words: ReadonlySet<string>): Filters {
  const values = filters.get(name) ?? [];
  const unknown = values.find((value) => !words.has(value.toLowerCase()));
  // Docker's status.
  if (unknown !== undefined) throw new EngineRefusal(500, `Invalid ${name} filter: '${unknown}'`);
  return new Map([[name, values.map((value) => value.toLowerCase()).filter((value) => value !== '')]]);
}
