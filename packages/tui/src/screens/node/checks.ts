import type { NodeSight } from '@swarmpki/core/engine/watch';
import { swarmNow, trustName, wantedIssuer } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import { duration } from '../../ui/bar.ts';
import { rootName } from '../../app/names.ts';
import { wrap } from '../../ui/text.ts';
import type { Line } from '../../theme/line.ts';
import type { Judged, Own } from './own.ts';

/** `refused`: whoever looks at it refuses the node; `late`: nobody does, and somebody should look. */
interface Check {
  readonly result: 'holds' | 'refused' | 'late' | 'plain';
  readonly text: string;
}

const marks = {
  holds: { sign: '✔ ', signTone: 'good', tone: 'plain' },
  refused: { sign: '✗ ', signTone: 'bad', tone: 'bad' },
  late: { sign: '! ', signTone: 'warn', tone: 'warn' },
  plain: { sign: '· ', signTone: 'muted', tone: 'plain' },
} as const;

/** Everything that others look at when this node speaks with them, each with its result; then how else it stands. */
export function checkLines(state: State, node: NodeSight, own: Own, width: number): readonly Line[] {
  const linesOf = ({ result, text }: Check): readonly Line[] =>
    wrap(text, width - 2, 3).map((line, at): Line => {
      const { sign, signTone, tone } = marks[result];
      return [
        { text: at > 0 ? '  ' : sign, tone: signTone },
        { text: line, tone },
      ];
    });
  const stands = standingOf(state, node).flatMap(linesOf);
  const title: Line = [{ text: 'Nobody looks at that:', tone: 'muted' }];
  return [...checksOf(state, node, own).flatMap(linesOf), ...(stands.length === 0 ? [] : [title, ...stands])];
}

function checked(holds: boolean, text: string): Check {
  return { result: holds ? 'holds' : 'refused', text };
}

function checksOf(state: State, node: NodeSight, { chain, judged }: Own): readonly Check[] {
  const { certificate } = node;
  const checks: Check[] = [];
  if (judged !== undefined) checks.push(verdictOf(judged));
  const now = swarmNow(state);
  if (certificate !== undefined) {
    const { notBefore, notAfter } = certificate;
    if (now > notAfter) checks.push(checked(false, `it ended ${duration(now - notAfter)} ago`));
    else if (now < notBefore) checks.push(checked(false, `it begins in ${duration(notBefore - now)}`));
    else checks.push(checked(true, `it is valid now, for ${duration(notAfter - now)} more`));
  }
  const [leaf] = chain;
  if (leaf !== undefined) checks.push(...namesOf(node, leaf.description.swarm));
  return checks;
}

/** What keeps nobody from accepting it. */
function standingOf(state: State, { certificate, issuer, root }: NodeSight): readonly Check[] {
  const stands: Check[] = [];
  const now = swarmNow(state);
  if (certificate !== undefined && now > certificate.renewUntil && now <= certificate.notAfter)
    stands.push({ result: 'late', text: 'its renewal window is past' });
  const wanted = wantedIssuer(state);
  if (wanted !== undefined && issuer !== undefined) {
    stands.push(
      issuer === wanted
        ? { result: 'plain', text: `signed by the swarm’s key ${rootName(wanted)}` }
        : { result: 'late', text: `signed by ${rootName(issuer)}, and the swarm signs by ${rootName(wanted)} now` },
    );
  }
  if (root !== undefined) {
    const trusted = trustName(state, root);
    stands.push({ result: trusted === 'another' ? 'late' : 'plain', text: `it trusts ${trusted}` });
  }
  return stands;
}

/** What the verification of the core makes of it: signatures, chain, purpose, names of CAs and all that a manager looks at. */
function verdictOf({ report }: Judged): Check {
  const { verdict, why } = report;
  if (verdict === 'accepted') return checked(true, 'managers accept it: its chain ends in their root');
  return checked(false, `managers refuse it: ${why?.message ?? verdict}`);
}

function namesOf(node: NodeSight, swarm: Own['chain'][number]['description']['swarm']): readonly Check[] {
  if (swarm === undefined || swarm.role === 'ca') return [checked(false, 'it is no certificate of a node')];
  return [
    checked(swarm.nodeId === node.id, 'its name is the id of this node'),
    checked(
      swarm.role === (node.role ?? swarm.role),
      `its unit is swarm-${swarm.role}${swarm.role === node.desiredRole ? '' : `, and the node is to be a ${node.desiredRole}`}`,
    ),
  ];
}
