import { printable } from '../../printable.ts';
import { pathWord } from '../../inspect/findings/words.ts';
import { Path } from './layout.ts';
import { placeOf } from './node-state.ts';
import type { NodeState } from './node-state.ts';

/** Never the way: anchors of many reports are files that somebody has deleted. */
export const leaveFilesAlone =
  'Delete no certificates or keys by hand: without swarm-node.crt Docker clears all that it knows of the swarm.';

/** Managers other than this node. */
export function otherManagers({ managers, identity }: Pick<NodeState, 'managers' | 'identity'>): readonly string[] {
  return (managers ?? []).filter(({ nodeId }) => nodeId !== identity?.nodeId).map(({ address }) => address);
}

/** What brings a node back whose certificate no manager accepts: commands, and what each loses. */
export function waysBack(state: NodeState): string {
  if (state.dataRoot.lab !== undefined) return labsWay(state);
  return `${state.identity?.role === 'manager' ? managersWay(state) : workersWay(state)} ${leaveFilesAlone}`;
}

/** A simulated node is replaced, which costs nothing. */
function labsWay(state: NodeState): string {
  const { dataRoot, identity } = state;
  const role = identity?.role === 'manager' ? ' --role manager' : '';
  const at = `--state-dir ${pathWord(dataRoot.lab ?? '')}`;
  return `It is a node of a lab: \`swarmpki ${at} node rm --force ${idOf(state)}\`, and \`swarmpki ${at} node add${role}\` lets another one join.`;
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
  if (others.length === 0) {
    return `No other manager is known here, so nobody else can help. ${forceNewCluster(state)} \`docker swarm leave --force\` would lose all of these.`;
  }
  return (
    `While other managers are well (${others
      .slice(0, 3)
      .map((address) => printable(address, 80))
      .join(', ')}): ` +
    `\`docker swarm leave --force\` on this machine, \`docker node demote ${id}\` and \`docker node rm --force ${id}\` on one of them, then ` +
    `\`docker swarm join --token TOKEN ${managerOf(state)}\` with the token of \`docker swarm join-token manager\`. That loses the ` +
    `node’s id and labels; what the swarm knows is with the others. If none of them is well: ${forceNewCluster(state)}`
  );
}

/**
 * The one way that takes an expired certificate. An engine in state “error” refuses it, since it counts as no manager then; one
 * that does not know that it is in a swarm takes what it finds (tried with Docker 20.10, docs/protocol.md §6.4).
 */
function forceNewCluster(state: NodeState): string {
  const { dataRoot, membership, key } = state;
  const [folder, file] = [dataRoot.path, placeOf(dataRoot, Path.membership)];
  const addresses = [
    ['--listen-addr', membership?.listenAddress],
    ['--advertise-addr', membership?.advertiseAddress],
  ].flatMap(([flag, address]) => (address === undefined || address === '' ? [] : [` ${flag} ${pathWord(address)}`]));
  const locked =
    key !== undefined && key.spki === undefined
      ? ' Its key is locked, and this has been seen to fail for locked managers.'
      : '';
  return (
    `On this machine \`docker swarm init --force-new-cluster${addresses.join('')}\` takes the expired certificate and renews it within ` +
    'seconds: services, networks, secrets, root, swarm id and node id stay, all other nodes drop out and have to leave and join again. ' +
    'An engine whose swarm is in state “error” refuses that (`This node is not a swarm manager`); then first ' +
    `\`systemctl stop docker docker.socket\`, \`cp -a ${pathWord(folder)} ${pathWord(`${folder.replace(/\/$/, '')}.backup`)}\`, \`mv ${pathWord(file)} ${pathWord(`${file}.old`)}\` — that file alone — and ` +
    `\`systemctl start docker\`: it says that it is in no swarm, and the command goes through.${locked}`
  );
}

function managerOf(state: NodeState): string {
  const [address] = otherManagers(state);
  return address === undefined ? 'MANAGER:2377' : pathWord(address);
}

function idOf({ identity }: NodeState): string {
  return identity === undefined || identity.nodeId === '' ? 'NODE' : pathWord(identity.nodeId);
}
