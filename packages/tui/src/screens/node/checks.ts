import { rootsOf } from '@swarmpki/core/engine/watch';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { swarmNow, trustName, wantedIssuer } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import { duration } from '../../ui/bar.ts';
import { rootName } from '../../app/names.ts';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import type { Tone } from '../../theme/theme.ts';
import type { Judged, Own } from './own.ts';

interface Check {
  readonly holds: boolean;
  readonly text: string;
}

/** How a node stands: no manager refuses it for that. */
interface Stand {
  /** Something is to be done, or awaited, that should have happened. */
  readonly isOdd: boolean;
  readonly text: string;
}

/** What managers look at when this node speaks with them, each with its result; then how it stands otherwise. */
export function checkLines(state: State, node: NodeSight, own: Own, width: number): readonly Line[] {
  const stands = standsOf(state, node);
  return [
    ...checksOf(state, node, own).flatMap(({ holds, text }) =>
      marked(holds ? '✔' : '✗', text, width, holds ? ['good', 'plain'] : ['bad', 'bad']),
    ),
    ...(stands.length === 0 ? [] : [[{ text: 'How it stands', tone: 'muted' } as const]]),
    ...stands.flatMap(({ isOdd, text }) =>
      marked(isOdd ? '!' : '·', text, width, isOdd ? ['warn', 'warn'] : ['muted', 'plain']),
    ),
  ];
}

function marked(sign: string, text: string, width: number, [ofSign, ofText]: readonly [Tone, Tone]): readonly Line[] {
  return wrap(text, width - 2, 3).map((line, at): Line => [
    { text: at > 0 ? '  ' : `${sign} `, tone: ofSign },
    { text: line, tone: ofText },
  ]);
}

function checksOf(state: State, node: NodeSight, { chain, judged }: Own): readonly Check[] {
  const { certificate } = node;
  const checks: Check[] = [];
  if (judged !== undefined) checks.push(verdictOf(judged));
  const now = swarmNow(state);
  if (certificate !== undefined) {
    const { notBefore, notAfter } = certificate;
    if (now > notAfter) checks.push({ holds: false, text: `it ended ${duration(now - notAfter)} ago` });
    else if (now < notBefore) checks.push({ holds: false, text: `it begins in ${duration(notBefore - now)}` });
    else checks.push({ holds: true, text: `it is valid now, for ${duration(notAfter - now)} more` });
  }
  const [leaf] = chain;
  if (leaf !== undefined) checks.push(...namesOf(node, leaf.description.swarm));
  return checks;
}

function standsOf(state: State, node: NodeSight): readonly Stand[] {
  const { certificate } = node;
  const now = swarmNow(state);
  const stands: Stand[] = [];
  if (certificate !== undefined && now > certificate.renewUntil && now <= certificate.notAfter)
    stands.push({ isOdd: true, text: 'its renewal window is past' });
  const roots = state.sight && rootsOf(state.sight);
  const issuer = wantedIssuer(state);
  if (issuer !== undefined && node.issuer !== undefined) {
    const isRight = node.issuer === issuer;
    stands.push({
      // In a rotation each node has the old one until its turn comes.
      isOdd: !isRight && node.issuer !== roots?.trusted.issuer,
      text: isRight
        ? `signed by the swarm’s key ${rootName(issuer)}`
        : `signed by ${rootName(node.issuer)}, and the swarm signs by ${rootName(issuer)} now`,
    });
  }
  if (node.root !== undefined) {
    const trusted = trustName(state, node.root);
    stands.push({ isOdd: trusted === 'another', text: `it trusts ${trusted}` });
  }
  return stands;
}

/** What the verification of the core makes of it: signatures, chain, purpose, names of CAs and all that a manager looks at. */
function verdictOf({ report }: Judged): Check {
  const { verdict, why } = report;
  if (verdict === 'accepted') return { holds: true, text: 'managers accept it: its chain ends in their root' };
  return { holds: false, text: `managers refuse it: ${why?.message ?? verdict}` };
}

function namesOf(node: NodeSight, swarm: Own['chain'][number]['description']['swarm']): readonly Check[] {
  if (swarm === undefined || swarm.role === 'ca') return [{ holds: false, text: 'it is no certificate of a node' }];
  return [
    { holds: swarm.nodeId === node.id, text: 'its name is the id of this node' },
    {
      holds: swarm.role === (node.role ?? swarm.role),
      text: `its unit is swarm-${swarm.role}${swarm.role === node.desiredRole ? '' : `, and the node is to be a ${node.desiredRole}`}`,
    },
  ];
}
