import type { NodeSight } from '../../engine/watch/node-sight.ts';
import type { Place } from '../../inspect/place.ts';
import { pathWord } from '../../inspect/findings/words.ts';
import { printable } from '../../printable.ts';

/** How a node is told: by its host name where it has one. */
export function nameOf({ id, name }: NodeSight): string {
  return name === '' ? printable(id, 40) : `${printable(name, 64)} (${printable(id, 40)})`;
}

export function placeOfNode(node: NodeSight): Place {
  return { source: `node ${nameOf(node)}` };
}

/** The command that removes a node that is not there any more. */
export function removal({ id, manager }: NodeSight): string {
  const word = pathWord(id);
  const remove = `docker node rm --force ${word}`;
  return manager ? `\`docker node demote ${word}\`, then \`${remove}\`` : `\`${remove}\``;
}

/** Whether nothing is heard of it. */
export function isSilent({ state }: NodeSight): boolean {
  return state !== 'ready';
}
