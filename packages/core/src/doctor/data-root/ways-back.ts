import { printable } from '../../printable.ts';
import { shellWord } from '../../inspect/findings/words.ts';
import type { NodeState } from './node-state.ts';

/** Never the way: anchors of many reports are files that somebody has deleted. */
export const leaveFilesAlone =
  'Delete nothing in this folder by hand: without swarm-node.crt Docker clears all that it knows of the swarm.';

/** Managers other than this node. */
export function otherManagers({ managers, identity }: Pick<NodeState, 'managers' | 'identity'>): readonly string[] {
  return (managers ?? []).filter(({ nodeId }) => nodeId !== identity?.nodeId).map(({ address }) => address);
}

/** What brings a node back whose certificate no manager accepts: commands, and what each loses. */
export function waysBack(state: NodeState): string {
  return `${state.identity?.role === 'manager' ? managersWay(state) : workersWay(state)} ${leaveFilesAlone}`;
}

function workersWay(state: NodeState): string {
  const id = idOf(state);
  return (
    `On this machine \`docker swarm leave\`, then \`docker swarm join --token TOKEN ${managerOf(state)}\`, with the token of ` +
    `\`docker swarm join-token worker\` on a manager; there \`docker node rm ${id}\` as well. That loses the node’s id and labels, ` +
    'and its tasks start elsewhere; images, volumes and containers outside of the swarm stay.'
  );
}

function managersWay(state: NodeState): string {
  const others = otherManagers(state);
  const id = idOf(state);
  const locked =
    state.key?.spki === undefined && state.key !== undefined
      ? ' Its key is locked: have the unlock key ready (`docker swarm unlock`); without it this way is closed.'
      : '';
  const alone =
    `\`docker swarm init --force-new-cluster\` on this machine takes the expired certificate and renews it at once: services, ` +
    `networks, secrets, root and swarm id stay, all other nodes drop out and have to leave and join again.${locked}`;
  if (others.length === 0) {
    return `No other manager is known here, so nobody else can help. ${alone} \`docker swarm leave --force\` would lose all of these.`;
  }
  return (
    `While other managers are well (${others
      .slice(0, 3)
      .map((address) => printable(address, 80))
      .join(', ')}): ` +
    `\`docker swarm leave --force\` on this machine, \`docker node demote ${id}\` and \`docker node rm --force ${id}\` on one of them, then ` +
    `\`docker swarm join --token TOKEN ${managerOf(state)}\` with the token of \`docker swarm join-token manager\`. That loses the ` +
    `node’s id and labels; what the swarm knows is with the others. If none of them is well: ${alone}`
  );
}

function managerOf(state: NodeState): string {
  const [address] = otherManagers(state);
  return address === undefined ? 'MANAGER:2377' : shellWord(address);
}

function idOf({ identity }: NodeState): string {
  return identity === undefined || identity.nodeId === '' ? 'NODE' : shellWord(identity.nodeId);
}
