import { hash } from 'node:crypto';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { rootName } from '../../app/names.ts';
import type { Group, Groups } from './groups.ts';
import { letterOf } from './matrix.ts';
import type { Cell, Matrix, Side } from './matrix.ts';

/**
 * Who accepts whom in a real swarm, as far as its engine tells: it says who signed each node's certificate and whom each
 * trusts, and shows the certificates themselves to nobody.
 */
export async function toldByEngine({ swarm }: SwarmSight, { groups, others }: Groups): Promise<Matrix> {
  const pem = swarm?.TLSInfo.TrustRoot ?? '';
  const { certificatesOfPem, describeCertificate } = await import('@swarmpki/core/inspect');
  const roots = await Promise.all(certificatesOfPem(pem).slice(0, 2).map(describeCertificate));
  const [root] = roots;
  // Of a bundle of several roots it is not told which of them an issuer is.
  const issuer = roots.length === 1 && root !== undefined ? `sha256:${root.publicKey.sha256}` : undefined;
  const trusted = `sha256:${hash('sha256', pem, 'hex')}`;
  return {
    sides: groups.map((group, at) => sideOf(group, at, { issuer, trusted })),
    cells: groups.map((judge) => groups.map((shown) => cellOf(judge, shown, { issuer, trusted }))),
    sideOf: new Map(groups.flatMap(({ members }, at) => members.map(({ id }) => [id, at] as const))),
    others,
  };
}

interface Root {
  /** SHA-256 of its key; `undefined` where that is not known. */
  readonly issuer: string | undefined;
  /** SHA-256 of its bundle. */
  readonly trusted: string;
}

function cellOf(judge: Group, shown: Group, { issuer, trusted }: Root): Cell {
  const cell = { by: 'told', code: '', reason: '', note: '' } as const;
  const unknown = (reason: string): Cell => ({ ...cell, verdict: 'unknown', reason });
  if (shown.standing === 'expired') {
    return {
      ...cell,
      verdict: 'refused',
      code: 'expired',
      reason: 'x509: certificate has expired or is not yet valid',
    };
  }
  if (judge.root === undefined) return unknown('it has never reported whom it trusts');
  if (shown.issuer === undefined) return unknown('it has never reported who signed its certificate');
  if (judge.root !== trusted) return unknown('it trusts another root than the swarm, which the engine does not show');
  if (shown.issuer === issuer) return { ...cell, verdict: 'accepted' };
  return unknown(
    'its certificate is of another key: whether it sends one for that key, signed by the root, the engine does not tell',
  );
}

function sideOf({ members, ...group }: Group, at: number, { issuer, trusted }: Root): Side {
  const [node] = members;
  return {
    ...group,
    letter: letterOf(at),
    count: members.length,
    id: node?.id ?? '',
    name: node?.name ?? '',
    trusts: group.root === undefined ? '—' : group.root === trusted ? rootName(issuer) : 'another',
    chainLength: undefined,
  };
}
