import type { NodeSight } from '../../engine/watch/node-sight.ts';
import { moment, span } from '../../time-words.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding, Renewer } from '../diagnosis.ts';
import type { SwarmState } from './state.ts';
import { nameOf } from './words.ts';

/**
 * Who can renew at a time with the certificates of now (docs/protocol.md §6.4): who shows one that is valid to a leader whose own
 * is; past its end a leader alone, through its own socket, where it has the key of the root.
 */
export function renewersOf(state: SwarmState): readonly Renewer[] {
  const leader = state.nodes.find((node) => node.leader);
  return state.nodes.map((node) => ({ node: nameOf(node), role: roleOf(node), ...renewalOf(node, leader, state) }));
}

/** What it is by its certificate, or is said to be. */
function roleOf({ role, desiredRole, manager }: NodeSight): string {
  return manager ? 'manager' : (role ?? desiredRole ?? 'unknown');
}

function renewalOf(
  node: NodeSight,
  leader: NodeSight | undefined,
  { now, hasExternalCa }: SwarmState,
): Pick<Renewer, 'can' | 'why'> {
  const { certificate } = node;
  if (certificate === undefined) return { can: 'unknown', why: 'when its certificate ends is not known' };
  const { notBefore, notAfter } = certificate;
  if (now < notBefore) return { can: 'no', why: `its certificate is valid from ${moment(notBefore)} on` };
  if (now > notAfter && node.leader) {
    return hasExternalCa
      ? {
          can: 'only-as-leader',
          why: `its certificate ended on ${moment(notAfter)}; it leads, and renews if the swarm has the key of its root: an external CA takes no certificate that has ended`,
        }
      : {
          can: 'only-as-leader',
          why: `its certificate ended on ${moment(notAfter)}; it leads, and renews by its own socket for as long as it is not stopped`,
        };
  }
  if (now > notAfter) return { can: 'no', why: `its certificate ended on ${moment(notAfter)}: no manager lets it in` };
  if (leader === undefined) return { can: 'no', why: 'nobody leads' };
  const own = node.id === leader.id;
  const leaders = leader.certificate;
  if (!own && leaders !== undefined && now > leaders.notAfter) {
    return {
      can: 'no',
      why: `the certificate of the leader ended on ${moment(leaders.notAfter)}: not before that one has renewed`,
    };
  }
  return { can: 'yes', why: `its certificate is valid for ${span(notAfter - now)} more` };
}

/** Whether anybody is left who lets others renew. */
export function nobodyRenews(state: SwarmState, renewers: readonly Renewer[]): readonly DoctorFinding[] {
  const managers = renewers.filter(({ role }) => role === 'manager');
  if (managers.length === 0 || managers.some(({ can }) => can === 'yes' || can === 'unknown')) return [];
  const isLeft = managers.some(({ can }) => can === 'only-as-leader');
  return [
    say(
      'nobody-renews',
      { source: state.look.name },
      {
        reason: isLeft
          ? `At ${moment(state.now)} no manager has a certificate that is valid. The leader alone can renew, through its own socket, while it runs and has the key of the root; all others are refused, and none of them can take over.`
          : `At ${moment(state.now)} no manager has a certificate that is valid, and none of them leads: nobody in this swarm can renew.`,
        cure: `Do not stop the leader${isLeft ? ', and see whether it renews (`journalctl -u docker | grep -i renew`)' : ''}. If that does not help: \`docker swarm init --force-new-cluster\` on the one that runs renews its certificate at once and keeps services, networks and secrets; all other nodes drop out, and have to leave and join again. On one that was stopped, \`swarmpki doctor /var/lib/docker\` says what has to be done before.`,
      },
    ),
  ];
}
