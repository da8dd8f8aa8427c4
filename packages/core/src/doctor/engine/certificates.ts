import type { CertificateSight, NodeSight } from '../../engine/watch/node-sight.ts';
import { day, inDays, moment, span } from '../../time-words.ts';
import { printable } from '../../printable.ts';
import { say } from '../diagnosis.ts';
import type { DoctorFinding } from '../diagnosis.ts';
import type { SwarmState } from './state.ts';
import { someOf } from '../../some-of.ts';
import { isSilent, nameOf, placeOfNode, removal } from './words.ts';

/** How long the certificate of each node is good for, and what is known of its TLS. */
export function certificateFindings(state: SwarmState): readonly DoctorFinding[] {
  return [
    ...state.nodes.flatMap((node) => (node.certificate === undefined ? [] : ofNode(node, node.certificate, state.now))),
    ...unknown(state),
    ...staleStatus(state),
    ...roleChanges(state),
  ];
}

function ofNode(node: NodeSight, certificate: CertificateSight, now: number): readonly DoctorFinding[] {
  const { notBefore, notAfter, renewUntil } = certificate;
  const place = placeOfNode(node);
  const silence = node.silentSince === undefined ? '' : ` It is ${node.state} since ${moment(node.silentSince)}.`;
  const facts = { notAfter, daysLeft: inDays(notAfter - now) };
  if (now > notAfter) {
    return [
      say('expired', place, {
        reason: `The certificate of ${nameOf(node)} ended on ${moment(notAfter)}, ${span(now - notAfter)} ago.${silence}`,
        cure: cureOfExpired(node),
        facts,
      }),
    ];
  }
  if (now < notBefore) {
    return [
      say(notBefore - now > day ? 'not-yet-valid' : 'clock-skew', place, {
        reason: `The certificate of ${nameOf(node)} becomes valid on ${moment(notBefore)}, in ${span(notBefore - now)} by the clock here.`,
        cure: 'Compare the clocks: `timedatectl` on this machine, on the node, and on the manager that leads.',
        facts: { notBefore },
      }),
    ];
  }
  if (now < renewUntil) return [];
  return [
    say('renewal-overdue', place, {
      reason: `The certificate of ${nameOf(node)} should have been renewed by ${moment(renewUntil)}; it ends in ${span(notAfter - now)}, on ${moment(notAfter)}.${silence}`,
      cure: isSilent(node)
        ? `Start that machine before then, or it has to join again; if it is gone for good: ${removal(node)}.`
        : 'See why it does not renew: `journalctl -u docker | grep -i renew` there. `docker swarm ca --rotate` lets all nodes renew at once; root and join tokens become others.',
      facts: { ...facts, renewalUntil: renewUntil },
    }),
  ];
}

function cureOfExpired(node: NodeSight): string {
  if (node.leader) {
    return 'While it runs and leads it renews by itself, with the key of the root, in at most an hour: do not stop it. If it has been stopped, its swarm is in state “error”: `swarmpki doctor /var/lib/docker` there says which ways are left.';
  }
  const role = node.manager || node.role === 'manager' ? 'manager' : 'worker';
  return `No manager lets it in any more. On that machine \`docker swarm leave${role === 'manager' ? ' --force' : ''}\`, here ${removal(node)}, and then let it join again with a token of \`docker swarm join-token ${role}\`. It loses its id and labels, and its tasks start elsewhere.`;
}

/** Of many the reason is the same. */
function unknown({ nodes, look }: SwarmState): readonly DoctorFinding[] {
  const without = nodes.filter(({ certificate }) => certificate === undefined);
  const byReason = Map.groupBy(
    without,
    ({ certificateProblem }) => certificateProblem?.message ?? 'nobody has told yet',
  );
  return [...byReason].map(([reason, some]) => {
    const next = some[0]?.certificateProblem?.next;
    return say(
      'certificate-unknown',
      { source: look.name },
      {
        reason: `When the certificate of ${someOf(some.map(nameOf))} ends is not known: ${printable(reason, 300)}.`,
        cure: printable(next ?? 'Ask again, from a machine that reaches a manager’s port.', 300),
        related: some.slice(0, 100).map(placeOfNode),
      },
    );
  });
}

/** `docker node ls` compares what a node reported last, and does not say when that was. */
function staleStatus({ nodes, look }: SwarmState): readonly DoctorFinding[] {
  const stale = nodes.filter((node) => isSilent(node) && node.tlsStatus === 'Ready');
  if (stale.length === 0) return [];
  const named = stale.map((node) =>
    node.silentSince === undefined ? nameOf(node) : `${nameOf(node)}, ${node.state} since ${moment(node.silentSince)}`,
  );
  return [
    say(
      'stale-tls-status',
      { source: look.name },
      {
        reason: `\`docker node ls\` says TLS STATUS “Ready” of ${someOf(named)}. That is what was heard of ${stale.length === 1 ? 'it' : 'them'} last, and no newer than that.`,
        cure: 'Do not count on it. What a node trusts now is seen when it is back.',
        related: stale.slice(0, 100).map(placeOfNode),
      },
    ),
  ];
}

/** What it is to be, what it may be, and when that changes by itself. */
function roleChanges({ nodes }: SwarmState): readonly DoctorFinding[] {
  return nodes.flatMap((node) => {
    const { role, desiredRole, certificate } = node;
    if (role === undefined || desiredRole === undefined || role === desiredRole) return [];
    const renewal =
      certificate === undefined
        ? ''
        : ` By itself it renews between ${moment(certificate.renewFrom)} and ${moment(certificate.renewUntil)}.`;
    return [
      say('role-change-unfinished', placeOfNode(node), {
        reason: `${nameOf(node)} is to be a ${desiredRole}, and its certificate is a ${role}’s. A node is told to renew at once when its role changes; until it has, others refuse it as what it is to be.${renewal}`,
        cure: isSilent(node)
          ? 'It does so when it is back. Until then the change can be taken back: `docker node promote` or `docker node demote`.'
          : 'Look into its log (`journalctl -u docker | grep -i role`). Restarting Docker there lets it try again.',
      }),
    ];
  });
}
