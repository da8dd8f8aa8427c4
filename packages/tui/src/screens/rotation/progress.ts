import type { LabRotation, LabStanding } from '@swarmpki/core/engine';
import { rootsOf } from '@swarmpki/core/engine/watch';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { swarmNow, trustName, wantedIssuer } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import { duration } from '../../ui/bar.ts';
import { rootName } from '../../app/names.ts';

/** What the screen of rotations keeps for itself. */
export interface Own {
  /** Of a lab: who is waited for, and why. */
  readonly rotation: LabRotation | undefined;
  /** A row of the nodes. */
  readonly selected: number;
}

export const initial: Own = { rotation: undefined, selected: 0 };

/** How far a rotation has come, by what any engine shows. */
export interface Progress {
  readonly isUnderWay: boolean;
  readonly nodes: number;
  /** Whose certificate is of the issuer that all are to have. */
  readonly certificates: number;
  /** Who trusts the swarm's root as it is to be; during a rotation nobody does yet. */
  readonly roots: number;
  /** The roots by name: from, to. */
  readonly from: string;
  readonly to: string | undefined;
  /** Since when, swarm time; a real engine does not tell. */
  readonly since: number | undefined;
  /** The digest that docker prints as the desired one. */
  readonly digest: string | undefined;
}

export function progressOf(state: State): Progress {
  const { sight } = state;
  const nodes = [...(sight?.nodes.values() ?? [])].filter(({ state: is }) => is !== 'removed');
  const roots = sight && rootsOf(sight);
  const isUnderWay = roots?.next !== undefined;
  const isNew = isDone(state);
  return {
    isUnderWay,
    nodes: nodes.length,
    certificates: nodes.filter(isNew).length,
    roots: isUnderWay ? 0 : nodes.filter(({ root }) => root === roots?.now.digest).length,
    from: rootName(roots?.now.issuer),
    to: roots?.next && rootName(roots.next.issuer),
    since: sight?.lab?.swarm.Rotation?.Since,
    digest: roots?.now.digest,
  };
}

/** Whether a node has a certificate of the issuer that all are to have. */
function isDone(state: State): (node: NodeSight) => boolean {
  const issuer = wantedIssuer(state);
  return ({ issuer: own, tlsStatus }) => (issuer === undefined ? tlsStatus === 'Ready' : own === issuer);
}

export interface NodeStanding {
  readonly node: NodeSight;
  readonly done: boolean;
  readonly issuer: string;
  readonly trusts: string;
  /** Why a rotation waits for it. */
  readonly why: string;
  readonly next: string;
}

const reasons = {
  '': '',
  queued: 'not told yet: others are first',
  told: 'told to renew',
  signing: 'its certificate is being signed',
  reporting: 'has its certificate, and has not reported it yet',
  away: 'down: it cannot ask',
  'never-reported': 'never reported a certificate: it blocks every rotation',
  stranded: 'no manager can reach it any more',
} as const;

/** All nodes, those that are waited for first. */
export function standingsOf(state: State, { rotation }: Own): readonly NodeStanding[] {
  const told = new Map((rotation?.Standings ?? []).map((standing) => [standing.ID, standing]));
  const done = isDone(state);
  const isUnderWay = state.sight !== undefined && rootsOf(state.sight)?.next !== undefined;
  const now = swarmNow(state);
  return [...(state.sight?.nodes.values() ?? [])]
    .filter(({ state: is }) => is !== 'removed')
    .map((node): NodeStanding => {
      const standing = told.get(node.id);
      const since = standing === undefined || standing.Since === 0 ? '' : `, since ${duration(now - standing.Since)}`;
      const why = standing === undefined ? whyOfEngine(node, done(node), isUnderWay) : reasonOf(standing) + since;
      return {
        node,
        done: done(node),
        issuer: rootName(node.issuer),
        trusts: trustName(state, node.root),
        why,
        next: standing?.Next ?? '',
      };
    })
    .toSorted((a, b) => Number(a.done) - Number(b.done) || (b.why === '' ? 0 : 1) - (a.why === '' ? 0 : 1));
}

/** Of a reason that a later lab may have there are no words of ours. */
function reasonOf({ Why: why }: LabStanding): string {
  return Object.hasOwn(reasons, why) ? reasons[why as keyof typeof reasons] : why;
}

function whyOfEngine({ state, tlsStatus }: NodeSight, done: boolean, isUnderWay: boolean): string {
  if (done) return '';
  if (tlsStatus === 'Unknown') return reasons['never-reported'];
  // After a rotation that was aborted some have certificates of a root that never came, and keep them until they renew.
  if (!isUnderWay) return '';
  return state === 'ready' ? 'has not renewed yet' : reasons.away;
}
