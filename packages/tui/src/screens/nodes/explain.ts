import { lifeOf } from '@swarmpki/core/engine/health';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import type { Explanation, View } from '../../app/screen.ts';
import { explainEnded } from '../../app/explain/ended.ts';
import { swarmNow, wantedIssuer } from '../../app/moments.ts';
import { healthOf } from '../../app/health.ts';
import { duration } from '../../ui/bar.ts';
import { rootName } from '../../app/names.ts';
import { selectedNode } from './bindings.ts';
import type { Own } from './select.ts';
import { silenceWords } from './silence.ts';

/** What is to be seen of the selected node, in plain words; every figure is its own. */
export function explainNodes(view: View<Own>): Explanation {
  const { state } = view;
  const node = selectedNode(view);
  if (node === undefined) return { short: noneWords(view.own), long: [] };
  const now = swarmNow(state);
  const { certificate } = node;
  const { word } = healthOf(node, now, wantedIssuer(state));
  const { leftMs } = lifeOf(node, now);
  const name = node.name || node.id;
  if (certificate === undefined || leftMs === undefined) {
    const why = node.certificateProblem?.message;
    return {
      short: `${name} is ${word}: its certificate is not known${why === undefined ? '' : `, since ${why}`}.`,
      long: [
        'A manager tells anyone the certificate of any node at its own port; while it is asked to be renewed, the answer waits.',
      ],
    };
  }
  const ended = leftMs < 0 ? explainEnded(node) : undefined;
  const life = certificate.notAfter - certificate.notBefore;
  const share = Math.round(((now - certificate.notBefore) / life) * 100);
  const window = `between ${duration(certificate.renewFrom - certificate.notBefore)} and ${duration(certificate.renewUntil - certificate.notBefore)} of its life`;
  return {
    short: ended?.short ?? shortWords(),
    long: [
      ...(ended?.long ?? []),
      `Its certificate lives ${duration(life)}, and ${Math.max(0, share)} % of that are over. Each node draws a moment of its own ${window}, so that not all of them ask at once.`,
      `It was signed by the key ${rootName(node.issuer)}. All roots of swarms are called swarm-ca: only the key tells them apart.`,
    ],
  };

  function shortWords(): string {
    if (node === undefined || leftMs === undefined || certificate === undefined) return '';
    const idle = idleWords(node);
    if (idle !== undefined) {
      return `${name} ${idle}: it does not renew. Its certificate goes on ageing, and ends in ${duration(leftMs)}; after that it cannot come back but by joining again.`;
    }
    if (now > certificate.renewUntil) {
      return `${name} should have renewed its certificate ${duration(now - certificate.renewUntil)} ago, and has not: look whether it runs, and reaches a manager. In ${duration(leftMs)} it is out.`;
    }
    const silence = silenceWords(node, now);
    if (silence !== undefined) {
      return `${name} is ${node.state}${silence === '' ? '' : `, ${silence}`}: as long as it reaches no manager it does not renew. Its certificate, as far as it is known here, ends in ${duration(leftMs)}; after that it cannot come back but by joining again.`;
    }
    if (now >= certificate.renewFrom) {
      return `${name} is in its renewal window: it asks for a new certificate by itself within ${duration(certificate.renewUntil - now)}.`;
    }
    return `${name} renews by itself in ${duration(certificate.renewFrom - now)} at the earliest; its certificate is good for ${duration(leftMs)} more.`;
  }
}

/** That no node is shown, of a swarm that is. */
export function noneWords({ filter }: Own): string {
  return filter === '' ? 'No node has been seen yet.' : 'No node fits the filter; Esc takes it away.';
}

/** Why a node can do nothing about its certificate; `undefined` for one that can. */
function idleWords(node: NodeSight): string | undefined {
  if (node.place === 'stopped') return 'is stopped';
  if (node.faults?.Silenced === true) return 'stands still';
  return node.faults?.Cut === true ? 'is cut off the network' : undefined;
}
