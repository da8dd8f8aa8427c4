import type { NodeSight } from '../../engine/watch/node-sight.ts';
import { pathWord } from '../../inspect/findings/words.ts';
import { counted, moment } from '../../time-words.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import type { SwarmState } from './state.ts';
import { someOf } from '../../some-of.ts';
import { isSilent, nameOf, placeOfNode, removal } from './words.ts';

/** A rotation of the root: how far it is, who holds it up, who was left behind by one before; and dead twins, who will. */
export function rotationFindings(state: SwarmState): readonly DoctorFinding[] {
  return [...(state.swarm.RootRotationInProgress ? underWay(state) : leftBehind(state)), ...deadTwins(state)];
}

function underWay({ nodes, issuer, look }: SwarmState): readonly DoctorFinding[] {
  const late = nodes.filter((node) => node.issuer !== issuer);
  const isBlocking = (node: NodeSight): boolean => isSilent(node) || node.issuer === undefined;
  const blocking = late.filter(isBlocking);
  const renewing = late.filter((node) => !isBlocking(node));
  const done = nodes.length - late.length;
  const rest =
    late.length === 0
      ? ' All have; the manager looks every three seconds. If it does not end within a minute it is stranded.'
      : renewing.length === 0
        ? ''
        : ` ${someOf(renewing.map(nameOf))} ${renewing.length === 1 ? 'is' : 'are'} up and should renew within seconds.`;
  return [
    say(
      'rotation-under-way',
      { source: look.name },
      {
        reason: `The root is being rotated: ${done} of ${counted(nodes.length, 'node')} ${done === 1 ? 'has a certificate' : 'have certificates'} of the new one.${rest}`,
        cure:
          late.length === 0
            ? 'Another `docker swarm ca --rotate` ends a rotation that is stranded; every node renews once more.'
            : 'Free it from those that hold it up. It can be taken back only by whoever has the key of the root that nodes still trust: `docker swarm ca --rotate --ca-cert OLD-ROOT.pem --ca-key OLD-ROOT.key`. Of a root that the swarm has made nobody has it.',
        facts: { nodes: nodes.length, rotated: done, blocking: blocking.length },
      },
    ),
    ...blocking.map(blocked),
  ];
}

function blocked(node: NodeSight): DoctorFinding {
  const why =
    node.issuer === undefined
      ? 'has never reported a certificate'
      : `is ${node.state}${node.silentSince === undefined ? '' : ` since ${moment(node.silentSince)}`}, and had a certificate of another root then`;
  return say('rotation-blocked', placeOfNode(node), {
    reason: `${nameOf(node)} ${why}. A rotation waits for every node in the list, without any limit of time.`,
    cure: `Start it; it renews at once. If it is gone for good: ${removal(node)}. Removed while it is only off, it has to join again, and loses its id and labels.`,
  });
}

function leftBehind({ nodes }: SwarmState): readonly DoctorFinding[] {
  return nodes
    .filter(({ tlsStatus }) => tlsStatus === 'Needs Rotation')
    .map((node) =>
      say('left-behind', placeOfNode(node), {
        reason: `${nameOf(node)} has not taken the root that the swarm has now.${isSilent(node) ? ` It is ${node.state}${node.silentSince === undefined ? '' : ` since ${moment(node.silentSince)}`}: once all managers have renewed after the rotation it trusts none of them any more.` : ''}`,
        cure: isSilent(node)
          ? `Start it soon: while managers still show the cross-signed certificate it takes the new root by itself. If it does not (\`certificate signed by unknown authority\` in its log): \`docker swarm leave\` there, ${removal(node)} here, and let it join again.`
          : 'It should within seconds. If it does not, restart Docker there, and look into its log for `could not use new root CA`.',
      }),
    );
}

/** A machine that has joined anew: what it was before is down and stays so. */
function deadTwins({ nodes }: SwarmState): readonly DoctorFinding[] {
  const byName = Map.groupBy(nodes, ({ name }) => name);
  return [...byName].flatMap(([name, twins]) => {
    const dead = twins.filter(isSilent);
    const [first] = dead;
    if (name === '' || first === undefined || dead.length === twins.length) return [];
    const removals = dead.map(({ id }) => pathWord(id)).slice(0, 10);
    const managers = dead.filter(({ manager }) => manager).map(({ id }) => pathWord(id));
    return [
      say('dead-twin', placeOfNode(first), {
        reason: `${first.name === '' ? 'A host' : nameOf(first)} is one of ${twins.length} nodes of that host name, of which ${dead.length === 1 ? 'it is' : `${dead.length} are`} down: the machine may have joined anew. What is down holds up the next root rotation.`,
        cure: `If so, remove what it was before: ${managers.length === 0 ? '' : `\`docker node demote ${managers.join(' ')}\`, then `}\`docker node rm --force ${removals.join(' ')}\`. Nothing that runs is lost. Machines of one name that are different stay apart by their ids.`,
        related: twins.slice(0, 20).map(placeOfNode),
      }),
    ];
  });
}
