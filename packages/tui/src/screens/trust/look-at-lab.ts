import { hash } from 'node:crypto';
import { EngineRefusal } from '@swarmpki/core/engine';
import type { LabClient, NodeCertificates } from '@swarmpki/core/engine';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { certificatesIn, judgeMember } from '@swarmpki/core/verify';
import { rootName } from '../../ui/names.ts';
import { isUp, mostGroups } from './groups.ts';
import type { Group, Groups } from './groups.ts';
import { letterOf } from './matrix.ts';
import type { Cell, Matrix, Side } from './matrix.ts';
import { probeAll } from './probe-all.ts';

/** Swarms that move are looked at again so often, until what was found was so at one moment. */
const mostTries = 3;

/** A group by one of its nodes, and what that shows and trusts. */
export interface Met {
  readonly group: Group;
  readonly members: readonly NodeSight[];
  readonly node: NodeSight;
  readonly certificates: NodeCertificates;
}

type Ask = (id: string) => Promise<NodeCertificates | undefined>;

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
    const met = (await Promise.all(groups.map((group) => meet(group, remembering(ask))))).flat().slice(0, mostGroups);
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

/** Each node is asked once. */
function remembering(ask: Ask): Ask {
  const asked = new Map<string, ReturnType<Ask>>();
  return (id) => {
    const answer = asked.get(id) ?? ask(id);
    asked.set(id, answer);
    return answer;
  };
}

/** A node that has just gone is no failure. */
async function unlessRefused<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof EngineRefusal) return undefined;
    throw error;
  }
}

/** A group, or its parts: those who got their certificates in a rotation show one more than those who got theirs later. */
async function meet(group: Group, ask: Ask): Promise<readonly Met[]> {
  const parts = await partsOf(group.members, async ({ id }) => (await ask(id))?.Chain.slice(1).join() ?? '');
  const met = await Promise.all(
    parts.map(async (members): Promise<readonly Met[]> => {
      const node = members.find(isUp) ?? members[0];
      const certificates = node && (await ask(node.id));
      return node === undefined || certificates === undefined ? [] : [{ group, members, node, certificates }];
    }),
  );
  return met.flat();
}

/**
 * Cuts a list in which the same follows the same into parts, looking at few of its members: at the ends, and between where
 * those differ.
 */
export async function partsOf<Member>(
  members: readonly Member[],
  look: (member: Member) => Promise<string>,
): Promise<readonly (readonly Member[])[]> {
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (members.length === 1 || (await look(first)) === (await look(last))) return [members];
  const middle = Math.floor(members.length / 2);
  const [left, right] = [await partsOf(members.slice(0, middle), look), await partsOf(members.slice(middle), look)];
  const [before, after] = [left.at(-1) ?? [], right[0] ?? []];
  const [end, begin] = [before.at(-1), after[0]];
  const isOne = end !== undefined && begin !== undefined && (await look(end)) === (await look(begin));
  return isOne ? [...left.slice(0, -1), [...before, ...after], ...right.slice(1)] : [...left, ...right];
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
