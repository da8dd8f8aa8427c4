import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Explanation } from '../screen.ts';

/** What a node is left with whose certificate has ended. */
export function explainEnded({ name, id, leader, manager, desiredRole, place }: NodeSight): Explanation {
  const who = name || id;
  if (leader) {
    return {
      short: `${who} has no valid certificate any more, so nobody speaks with it. It leads, and renews at its own port all the same, as soon as it runs.`,
      long: [],
    };
  }
  const isManager = manager || desiredRole === 'manager';
  const here =
    place === 'here' || place === 'stopped'
      ? ` Here: ${isManager ? 'D, then ' : ''}X on the screen of nodes, and n for another one.`
      : '';
  return {
    short: `${who} has no valid certificate any more, so nobody speaks with it, and it cannot ask for another one: it has to leave and join again.`,
    long: [
      `There: docker swarm leave --force. At a manager: ${isManager ? `docker node demote ${who}, since a manager is not removed, not even by force; then ` : ''}docker node rm --force ${who}. There again: docker swarm join, with the token. It gets a new id.${here}`,
      'That it is reached again changes nothing: a manager asks for a valid certificate before it hears what a node wants. One of before its last moment would have been enough.',
    ],
  };
}
