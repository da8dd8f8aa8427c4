import { hash } from 'node:crypto';
import type { LabClient, NodeCertificates } from '@swarmpki/core/engine';
import { certificatesIn, judgeMember } from '@swarmpki/core/verify';
import { rootName } from '../../app/names.ts';
import { mostGroups } from './groups.ts';
import type { Groups } from './groups.ts';
import { letterOf } from './matrix.ts';
import type { Cell, Matrix, Side } from './matrix.ts';
import { meet, unlessRefused } from './met.ts';
import type { Ask, Met } from './met.ts';
import { probeAll } from './probe-all.ts';

/** Swarms that move are looked at again so often, until what was found was so at one moment. */
const mostTries = 3;

/**
 * Finds out who accepts whom in a lab: by real mutual TLS between one node of each group and the managers of each, and by
 * the same path validation for whom no connection is made. The work depends on how many groups there are, not on how many
 * nodes.
 *
 * @returns `undefined` while the swarm moves too quickly to be seen
 */
export async function lookAtLab(
  lab: Pick<LabClient, 'certificates' | 'probe' | 'clock'>,
  { groups, others }: Groups,
  signal: AbortSignal,
): Promise<Matrix | undefined> {
  const ask: Ask = (id) => unlessRefused(lab.certificates(id, { signal }));
  for (let tries = 0; tries < mostTries; tries++) {
    const { Now: now } = await lab.clock({ signal });
    const met = (await Promise.all(groups.map((group) => meet(group, ask)))).flat().slice(0, mostGroups);
    const probed = await probeAll(lab, met, signal);
    const cells = met.map((judge, row) =>
      met.map((shown, column) => probed.get(row, column) ?? computed(judge, shown, now, probed.why)),
    );
    // Of certificates that were asked for one after the other, some may be from before a rotation's end, and some not.
    const isRefused = cells.some((row) => row.some(({ verdict }) => verdict === 'refused'));
    if (!isRefused || (await isStill(met, ask))) return matrixOf(met, cells, others);
  }
  return undefined;
}

/** Whether all still show and trust what they did: then there was a moment at which all of it was so. */
async function isStill(met: readonly Met[], ask: Ask): Promise<boolean> {
  const again = await Promise.all(met.map(({ node }) => ask(node.id)));
  return met.every(({ certificates }, at) => likeness(certificates) === likeness(again[at]));
}

function likeness(certificates: NodeCertificates | undefined): string {
  return certificates === undefined ? '' : [...certificates.Chain, certificates.TrustBundle].join();
}

function computed({ group, certificates }: Met, shown: Met, now: number, note: string): Cell {
  const cell = { by: 'computed', code: '', reason: '', note } as const;
  const { Chain: chain } = shown.certificates;
  if (chain.length === 0 || certificates.TrustBundle === '') {
    return { ...cell, verdict: 'unknown', reason: 'it does not run, and what it has was never reported' };
  }
  const judging = { trustBundle: certificates.TrustBundle, now: now + group.skewMs };
  // Managers meet each other both ways; nobody dials a worker.
  const ways = shown.group.role === 'manager' ? (['server', 'client'] as const) : (['client'] as const);
  const verdicts = ways.map((as) => judgeMember({ chain, as }, judging));
  const refusal = verdicts.find(({ verdict }) => verdict === 'refused');
  return { ...cell, ...(refusal ?? { verdict: 'accepted' }) };
}

function matrixOf(met: readonly Met[], cells: Matrix['cells'], others: number): Matrix {
  const sideOf = new Map(met.flatMap(({ members }, at) => members.map(({ id }) => [id, at] as const)));
  return { sides: met.map(sideFrom), cells, sideOf, others };
}

/** Who signed and whom it trusts is told by what it has: its row may be older than that. */
function sideFrom({ group, members, node, certificates }: Met, at: number): Side {
  const { IssuerPublicKey: key, TrustBundle: bundle, Chain: chain } = certificates;
  const { members: _, ...rest } = group;
  return {
    ...rest,
    issuer: key === '' ? group.issuer : digestOf(Buffer.from(key, 'base64')),
    root: bundle === '' ? group.root : digestOf(bundle),
    letter: letterOf(at),
    count: members.length,
    id: node.id,
    name: node.name,
    trusts: rootName(bundle === '' ? undefined : rootKeyOf(bundle)),
    chainLength: chain.length === 0 ? undefined : chain.length,
  };
}

/** A root is named by its key, as issuers are. @param bundle PEM */
function rootKeyOf(bundle: string): string | undefined {
  const [root] = certificatesIn(Buffer.from(bundle), 'what a node trusts');
  return root && digestOf(Buffer.from(root.spki));
}

function digestOf(bytes: Buffer | string): string {
  return `sha256:${hash('sha256', bytes, 'hex')}`;
}
