import type { LabStanding } from '../../shapes/extension/rotation.ts';
import type { NodeSight } from '../node-sight.ts';
import { isRenewed } from './progress.ts';
import type { RotationProgress } from './progress.ts';

/** Why a rotation waits for a node, or what is wrong with whom it trusts. */
export type WaitReason =
  /** Its turn has not come. */
  | 'queued'
  /** It has been told to renew. */
  | 'told'
  /** Its request waits to be signed. */
  | 'signing'
  /** It has its certificate, and has not reported it. */
  | 'reporting'
  /** It is not there. */
  | 'away'
  /** It has been let in, and was never heard of. */
  | 'never-reported'
  /** No manager can reach it any more. */
  | 'stranded'
  /** It has not renewed, and its engine does not tell more. */
  | 'late'
  /** The rotation has ended, and it has not taken the new root. */
  | 'behind'
  /** What a later lab may say. */
  | 'other';

/** How a node stands to the rotation under way, or to the one before. */
export interface NodeStanding {
  readonly node: NodeSight;
  /** Its certificate is of the issuer that all are to have. */
  readonly isRenewed: boolean;
  readonly reason: WaitReason | undefined;
  /** Of {@link reason} `other`: the lab's own word for it. */
  readonly told: string;
  /** Since when it is waited for, swarm time; `undefined` where the engine does not tell. */
  readonly since: number | undefined;
  /** What frees it, in the lab's words. */
  readonly next: string;
}

const reasons: ReadonlySet<string> = new Set([
  'queued',
  'told',
  'signing',
  'reporting',
  'away',
  'never-reported',
  'stranded',
] satisfies readonly WaitReason[]);

/** @param told what a lab says of it; left out where the engine is none, or has not answered yet */
export function standingOf(node: NodeSight, progress: RotationProgress, told?: LabStanding): NodeStanding {
  const done = isRenewed(node, progress.known);
  const standing = { node, isRenewed: done, told: '', since: undefined, next: '' };
  // A node may have renewed since the lab was asked.
  const isAnswered = told !== undefined && told.Why !== '' && (!done || told.Stranded);
  if (!isAnswered) return { ...standing, reason: ownReason(node, progress, done) };
  return {
    ...standing,
    reason: reasons.has(told.Why) ? (told.Why as WaitReason) : 'other',
    told: told.Why,
    since: told.Since === 0 ? undefined : told.Since,
    next: told.Next,
  };
}

/** By what any engine shows of its nodes. */
function ownReason(
  { state, root, issuer, issuance }: NodeSight,
  { isUnderWay, known }: RotationProgress,
  done: boolean,
): WaitReason | undefined {
  const isHere = state === 'ready';
  if (isUnderWay && !done) {
    if (issuer === undefined && root === undefined) return 'never-reported';
    if (!isHere) return 'away';
    if (issuance === 'rotate') return 'told';
    return issuance === 'renew' || issuance === 'pending' ? 'signing' : 'late';
  }
  if (isUnderWay || known === undefined) return undefined;
  if (root !== undefined && root !== known.trusted.digest) return isHere ? 'behind' : 'away';
  return undefined;
}
