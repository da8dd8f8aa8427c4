import type { NodeSight } from '@swarmpki/core/engine/watch';
import { swarmNow } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';

/** Whether certificates are valid, by the clock of the swarm. */
type Standing = 'valid' | 'expired' | 'early' | 'unknown';

/** Nodes that differ in nothing that counts when one of them meets another. */
export interface Group {
  readonly key: string;
  /** The role of their certificates. */
  readonly role: 'worker' | 'manager';
  /** Who signed them: SHA-256 of the key, `sha256:…`; `undefined` where that is not known. */
  readonly issuer: string | undefined;
  /** Whom they trust: SHA-256 of the bundle, `sha256:…`. */
  readonly root: string | undefined;
  readonly standing: Standing;
  /** How far their clocks are off, ms. */
  readonly skewMs: number;
  /** The oldest certificate first. */
  readonly members: readonly NodeSight[];
}

/** More kinds of nodes than these are not told apart: the smallest groups are left out. */
export const mostGroups = 12;

export interface Groups {
  /** Managers first, then the largest. */
  readonly groups: readonly Group[];
  /** Nodes of groups that are left out. */
  readonly others: number;
}

/** The last answer: it is asked for by every key and every picture. */
let last: { readonly key: readonly unknown[]; readonly found: Groups } | undefined;

/** The members of a swarm, folded. */
export function groupsOf(state: State): Groups {
  const key = [state.sight, Math.floor(state.now / 1000)];
  if (last?.key.every((value, at) => value === key[at])) return last.found;
  const found = fold([...(state.sight?.nodes.values() ?? [])], swarmNow(state));
  last = { key, found };
  return found;
}

type Growing = Omit<Group, 'members'> & { readonly members: NodeSight[] };

function fold(nodes: readonly NodeSight[], now: number): Groups {
  const byKey = new Map<string, Growing>();
  for (const node of nodes) {
    if (node.state === 'removed') continue;
    const { issuer, root } = node;
    const role = (node.role ?? node.desiredRole) === 'manager' ? 'manager' : 'worker';
    const skewMs = node.faults?.SkewMs ?? 0;
    const standing = standingOf(node, now);
    const key = [role, issuer, root, standing, skewMs].join(' ');
    const group: Growing = byKey.get(key) ?? { key, role, issuer, root, standing, skewMs, members: [] };
    byKey.set(key, group);
    group.members.push(node);
  }
  const bySize = [...byKey.values()].toSorted(
    (a, b) => Number(b.role === 'manager') - Number(a.role === 'manager') || b.members.length - a.members.length,
  );
  const groups = bySize.slice(0, mostGroups);
  for (const { members } of groups) members.sort((a, b) => bornAt(a) - bornAt(b));
  return { groups, others: bySize.slice(mostGroups).reduce((sum, { members }) => sum + members.length, 0) };
}

function bornAt({ certificate }: NodeSight): number {
  return certificate?.notBefore ?? 0;
}

function standingOf({ certificate }: NodeSight, now: number): Standing {
  if (certificate === undefined) return 'unknown';
  if (now > certificate.notAfter) return 'expired';
  return now < certificate.notBefore ? 'early' : 'valid';
}

/** Whether a node can be reached by a connection of its own. */
export function isUp({ place, state, faults }: NodeSight): boolean {
  return place === 'here' && state !== 'removed' && faults?.Cut !== true && faults?.Silenced !== true;
}

/** When this is another text, the cells may be others, too. */
export function signatureOf({ groups }: Groups): string {
  return groups
    .map(({ key, members }) => {
      const [first, up] = [members[0], members.filter(isUp).length];
      return [key, members.length, up, first?.id, first?.certificate?.serial, bornAtLast(members)].join(':');
    })
    .join(' ');
}

function bornAtLast(members: readonly NodeSight[]): number | undefined {
  return members.at(-1)?.certificate?.notBefore;
}
