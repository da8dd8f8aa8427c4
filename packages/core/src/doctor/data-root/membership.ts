import { printable } from '../../printable.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import { Path } from './layout.ts';
import { entryAt, placeOf } from './node-state.ts';
import type { NodeState } from './node-state.ts';
import { otherManagers, waysBack } from './ways-back.ts';

/** What lies around the certificates: how the node finds its swarm, and what a manager knows. */
export function membershipFindings(state: NodeState): readonly DoctorFinding[] {
  const { dataRoot, leaf } = state;
  const damaged = ([Path.managers, Path.membership] as const).flatMap((path) => damagedState(state, path));
  if (dataRoot.certificatesOnly || dataRoot.lab !== undefined || leaf === undefined) return damaged;
  return [...damaged, ...noMembership(state), ...managersKnown(state), ...raft(state), ...join(state)];
}

const whatMends = {
  [Path.managers]: 'the state.json of any other node of this swarm is the same list, and nothing is lost by it',
  [Path.membership]: 'addresses in it may be old; nothing else is lost',
} as const;

function damagedState(state: NodeState, path: keyof typeof whatMends): readonly DoctorFinding[] {
  const { dataRoot } = state;
  const contents = dataRoot.files.get(path)?.contents;
  const read = path === Path.managers ? state.managers : state.membership;
  if (contents === undefined || read !== undefined) return [];
  return [
    say(
      'state-damaged',
      { source: placeOf(dataRoot, path) },
      {
        reason: `${path} is ${contents.length === 0 ? 'empty' : 'not what Docker writes there'}. A Docker Engine does not start at all with it: \`Error starting cluster component\`.`,
        cure: `Put ${path} back from a backup of this node: ${whatMends[path]}. Without one: ${waysBack(state)}`,
      },
    ),
  ];
}

function noMembership({ dataRoot }: NodeState): readonly DoctorFinding[] {
  if (entryAt(dataRoot, Path.membership) !== undefined) return [];
  if (dataRoot.unread.some(({ path }) => path === Path.membership)) return [];
  return [
    say(
      'node-files-missing',
      { source: placeOf(dataRoot, Path.membership) },
      {
        reason:
          'docker-state.json is missing. A Docker Engine that starts without it takes itself to be in no swarm, whatever else lies here.',
        cure: 'Stop Docker, put it back from a backup of this node, and start Docker again: addresses in it may be old, nothing else is lost. Do not join or found a swarm before: that writes over the rest.',
      },
    ),
  ];
}

function managersKnown(state: NodeState): readonly DoctorFinding[] {
  const { dataRoot, managers, identity } = state;
  const isMissing = entryAt(dataRoot, Path.managers) === undefined;
  if (managers === undefined ? !isMissing : managers.length > 0) return [];
  // A manager that is alone needs to reach nobody but itself.
  const severity = identity?.role === 'manager' ? ('information' as const) : ('warning' as const);
  return [
    say(
      'no-managers-known',
      { source: placeOf(dataRoot, Path.managers) },
      {
        severity,
        reason: `state.json ${isMissing ? 'is missing' : 'names no manager'}: when the node starts it ${severity === 'warning' ? 'stays “pending”: it cannot reach its swarm, and so cannot renew its certificate' : 'knows no other manager until it has read its raft'}.`,
        cure: `Stop Docker, and copy state.json from any other node of this swarm, or from a backup of this one: nothing is lost by that. Without one: ${waysBack(state)}`,
      },
    ),
  ];
}

function raft(state: NodeState): readonly DoctorFinding[] {
  const { dataRoot, identity } = state;
  if (identity?.role !== 'manager') return [];
  const has = (path: RegExp): boolean => dataRoot.entries.some((entry) => path.test(entry.path));
  if (has(/^raft\/wal/) || dataRoot.unread.some(({ path }) => path.startsWith('raft'))) return [];
  const others = otherManagers(state);
  return [
    say(
      'raft-missing',
      { source: placeOf(dataRoot, Path.raft) },
      {
        reason:
          'The certificate is a manager’s, and there is no raft beside it: what the swarm knows, its services, secrets, join tokens and the key of its root, was there. Docker starts all the same, without a word: as the manager of a swarm of that id in which nothing is.',
        cure:
          others.length > 0
            ? `The other managers have it all (${others
                .slice(0, 3)
                .map((address) => printable(address, 80))
                .join(', ')}): ${waysBack(state)}`
            : 'Put the whole folder back from a backup of this manager, raft and swarm-node.key together: the key that raft is encrypted with is in its headers. Without a backup all that the swarm knew is lost: `docker swarm leave --force`, then `docker swarm init`.',
      },
    ),
  ];
}

function join({ dataRoot, membership, identity }: NodeState): readonly DoctorFinding[] {
  if (membership?.joining !== true) return [];
  return [
    say(
      'join-unfinished',
      { source: placeOf(dataRoot, Path.membership) },
      {
        reason: `docker-state.json says that the engine is still joining${identity === undefined ? '' : `, as ${identity.role} ${printable(identity.nodeId, 40)}`}. It goes on with that when it starts.`,
        cure: 'Start Docker, and see whether `docker info` says `Swarm: active`. If it stays `pending`, the manager is not reached: look at its address (`swarmpki doctor HOST:2377`), or give up by `docker swarm leave`, which loses nothing but the attempt.',
      },
    ),
  ];
}
