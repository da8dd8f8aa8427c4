import { EngineRefusal } from '../../engine/shapes/refused.ts';
import type { Node, SwarmState } from '../../swarm/state.ts';
import { echoed } from './refusals.ts';

/**
 * Finds a node as Docker does: by its id, else by its host name, else by the beginning of its id. What it was named by its
 * users counts for nothing (docs/protocol.md §11.6).
 *
 * @throws {EngineRefusal} 404 for none, 400 for several
 */
export function findNode({ nodes }: Pick<SwarmState, 'nodes'>, wanted: string): Node {
  const exact = nodes.get(wanted);
  if (exact !== undefined) return exact;
  const rows = [...nodes.values()];
  const named = rows.filter(({ description }) => description?.hostname === wanted);
  const found = named.length > 0 ? named : rows.filter(({ id }) => id.startsWith(wanted));
  const [first] = found;
  if (first === undefined) throw new EngineRefusal(404, `node ${echoed(wanted)} not found`);
  if (found.length === 1) return first;
  throw new EngineRefusal(400, `node ${echoed(wanted)} is ambiguous (${found.length} matches found)`, {
    next: 'Give more of its id.',
  });
}
