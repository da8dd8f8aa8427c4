import type { LabRotation } from '@swarmpki/core/engine';
import { progressOf as progressOfSight, standingOf } from '@swarmpki/core/engine/rotation';
import type { RotationProgress, WaitReason } from '@swarmpki/core/engine/rotation';
import type { NodeSight } from '@swarmpki/core/engine/watch';
import { swarmNow, trustName } from '../../app/moments.ts';
import type { State } from '../../app/state.ts';
import { duration } from '../../ui/bar.ts';
import { rootName } from '../../app/names.ts';

/** What the screen of rotations keeps for itself. */
export interface Own {
  /** Of a lab: who is waited for, and why. */
  readonly rotation: LabRotation | undefined;
  /** The id of the node that was chosen: rows change their places while it goes on. */
  readonly selected: string | undefined;
}

export const initial: Own = { rotation: undefined, selected: undefined };

/** What is said in the place of all that. */
export const notShown = 'This engine does not show its swarm: only a manager does, while there is a leader.';

/** How far a rotation has come, and what the roots are called. */
export interface Progress extends RotationProgress {
  /** The roots by name: from, to. */
  readonly from: string;
  readonly to: string | undefined;
  /** The digest that docker prints as the desired one. */
  readonly digest: string | undefined;
}

export function progressOf({ sight }: State): Progress {
  const progress = progressOfSight(sight);
  const { trusted, coming } = progress.known ?? {};
  return {
    ...progress,
    from:
      trusted?.issuer === undefined ? (coming === undefined ? 'the root' : 'the old root') : rootName(trusted.issuer),
    to: coming && (coming.issuer === undefined ? 'the new root' : rootName(coming.issuer)),
    digest: trusted?.digest,
  };
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

const reasons: Readonly<Record<Exclude<WaitReason, 'other'>, string>> = {
  queued: 'not told yet: others are first',
  told: 'told to renew',
  signing: 'its certificate is being signed',
  reporting: 'has its certificate, and has not reported it yet',
  away: 'down: it cannot ask',
  'never-reported': 'never reported a certificate: it blocks every rotation',
  stranded: 'no manager can reach it any more',
  late: 'has not renewed yet',
  behind: 'has not taken the new root yet',
};

/** All nodes, those that are waited for first. */
export function standingsOf(state: State, { rotation }: Own): readonly NodeStanding[] {
  const told = new Map((rotation?.Standings ?? []).map((standing) => [standing.ID, standing]));
  const progress = progressOfSight(state.sight);
  const now = swarmNow(state);
  return [...(state.sight?.nodes.values() ?? [])]
    .filter(({ state: is }) => is !== 'removed')
    .map((node): NodeStanding => {
      const { isRenewed, reason, told: word, since, next } = standingOf(node, progress, told.get(node.id));
      const why = reason === undefined ? '' : reason === 'other' ? word : reasons[reason];
      return {
        node,
        done: isRenewed,
        issuer: rootName(node.issuer),
        trusts: trustName(state, node.root),
        why: since === undefined ? why : `${why}, since ${duration(now - since)}`,
        next,
      };
    })
    .toSorted((a, b) => Number(a.done) - Number(b.done) || (b.why === '' ? 0 : 1) - (a.why === '' ? 0 : 1));
}

/** Which of the rows is selected: that of the node that was chosen, else the first. */
export function selectedRow(rows: readonly NodeStanding[], { selected }: Own): number {
  return Math.max(
    0,
    rows.findIndex(({ node }) => node.id === selected),
  );
}
