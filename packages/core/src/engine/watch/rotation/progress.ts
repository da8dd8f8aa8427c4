import type { NodeSight } from '../node-sight.ts';
import type { SwarmSight } from '../swarm-sight.ts';
import { rootsOf, wantedIssuer } from '../roots.ts';
import type { RootsSight } from '../roots.ts';

/**
 * - `renewing`: nodes get certificates of the new root;
 * - `completing`: all have, and the managers end it;
 * - `spreading`: it has ended, and nodes hear whom to trust from now on;
 * - `none`: there is none, or nothing is left of it.
 */
export type RotationStage = 'none' | 'renewing' | 'completing' | 'spreading';

/** How far a rotation has come, by what any engine shows. */
export interface RotationProgress {
  readonly stage: RotationStage;
  /** It has not ended: new certificates are of the new root, and trusted is the old one. */
  readonly isUnderWay: boolean;
  readonly nodes: number;
  /** Whose certificate is of the issuer that all are to have. */
  readonly certificates: number;
  /** Who trusts the swarm's root as it is to be; during a rotation nobody does yet. */
  readonly roots: number;
  /** `undefined` where the engine does not show its swarm. */
  readonly known: RootsSight | undefined;
  /** Since when, swarm time; a real engine does not tell. */
  readonly since: number | undefined;
}

export function progressOf(sight: SwarmSight | undefined): RotationProgress {
  const known = sight && rootsOf(sight);
  const isUnderWay = known?.coming !== undefined;
  let [nodes, certificates, roots, left] = [0, 0, 0, 0];
  for (const node of sight?.nodes.values() ?? []) {
    if (!isMember(node)) continue;
    nodes++;
    if (isRenewed(node, known)) certificates++;
    if (isUnderWay || known === undefined) continue;
    if (node.root === known.trusted.digest) roots++;
    else if (node.root !== undefined) left++;
  }
  const stage = isUnderWay ? (certificates < nodes ? 'renewing' : 'completing') : left > 0 ? 'spreading' : 'none';
  return { stage, isUnderWay, nodes, certificates, roots, known, since: sight?.lab?.swarm.Rotation?.Since };
}

/** Machines of a lab that are members no more are shown as well. */
export function isMember({ state }: NodeSight): boolean {
  return state !== 'removed';
}

/** Whether a node has a certificate of the issuer that all are to have. */
export function isRenewed({ issuer }: NodeSight, known: RootsSight | undefined): boolean {
  return issuer !== undefined && known !== undefined && issuer === wantedIssuer(known);
}
