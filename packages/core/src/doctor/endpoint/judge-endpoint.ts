import { printable } from '../../printable.ts';
import { Problem } from '../../problem.ts';
import { called, rootCalled } from '../../inspect/findings/words.ts';
import { refusalOf, rotationOf } from '../chain-to-root.ts';
import { clockAhead } from '../clock-ahead.ts';
import { say, worstFirst } from '../diagnosis.ts';
import type { Diagnosis, DoctorFinding } from '../diagnosis.ts';
import { findingMeasures } from '../measures.ts';
import { saidBetter } from '../said-better.ts';
import { aboutEndpoint } from './about.ts';
import type { Endpoint } from './endpoint.ts';
import { endpointStateOf, tokenSource } from './endpoint-state.ts';
import type { EndpointState, JudgeEndpointOptions } from './endpoint-state.ts';
import { connectionFindings } from './connection.ts';
import { measuresOf } from './measures-of.ts';
import { tokenFindings } from './token.ts';

/** Says who answers at an address, and what is wrong with that. Pure. */
export function judgeEndpoint(endpoint: Endpoint, options: JudgeEndpointOptions): Diagnosis {
  const state = endpointStateOf(endpoint, options);
  const findings = worstFirst([
    ...connectionFindings(state),
    ...rootFindings(state),
    ...tokenFindings(state),
    ...fileFindings(state),
    ...(state.chain[0] === undefined ? [] : clockAhead(state.chain[0], state.now)),
  ]);
  return {
    kind: 'endpoint',
    subject: endpoint.address,
    at: options.now,
    about: aboutEndpoint(state),
    renewers: [],
    findings,
    measures: [...measuresOf(state), ...findingMeasures(findings)],
  };
}

function fileFindings({ report, endpoint }: EndpointState): readonly DoctorFinding[] {
  return (
    report.findings
      .filter(({ code }) => !saidBetter.has(code) && code !== 'token-of-other-root' && code !== 'token-in-text')
      // What came over the network stands nowhere in it.
      .map(({ place, ...finding }) => ({
        ...finding,
        place: { source: place.source === tokenSource ? tokenSource : endpoint.address },
      }))
  );
}

function rootFindings({ endpoint, chain, roots, isManager }: EndpointState): readonly DoctorFinding[] {
  const [leaf, ...intermediates] = chain;
  const { address, root } = endpoint;
  const place = { source: address };
  if (!isManager || leaf === undefined) return [];
  if (root instanceof Problem || roots.length === 0) {
    const why = root instanceof Problem ? root.message : 'what it told is no root';
    return [
      say('root-not-told', place, {
        reason: `Asked for the root of its swarm, it said: ${printable(why, 300)}. A node that wants to join asks the same.`,
        cure: 'See whether all is well with that manager: `docker node ls` there, and its log: `journalctl -u docker`.',
      }),
    ];
  }
  const refusal = refusalOf(leaf, intermediates, roots);
  const [present] = roots;
  if (refusal !== undefined && present !== undefined) {
    return [
      say('refused-by-own-root', place, {
        reason: `${called(leaf.skim)} does not lead to the root that the manager tells, ${rootCalled(present.skim)}: ${printable(refusal.message, 300)}. No node can join by it, and those that trust that root break off.`,
        cure: 'Two things may stand behind that address: a proxy or a balancer before managers of two swarms. Or the manager has lost its state: `swarmpki doctor /var/lib/docker` on that machine.',
      }),
    ];
  }
  if (rotationOf(intermediates, roots) !== 'under-way') return [];
  return [
    say('issued-in-rotation', place, {
      reason: `A cross-signed certificate comes with the manager’s: the root is being rotated from ${rootCalled((present ?? leaf).skim)} to ${rootCalled((intermediates[0] ?? leaf).skim)}. Join tokens are of the old root until that has ended.`,
      cure: '`swarmpki doctor --host …` on that swarm says who holds it up.',
    }),
  ];
}
