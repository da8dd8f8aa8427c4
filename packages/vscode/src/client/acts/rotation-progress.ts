import type { NodeSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { digestsOf } from './digests.ts';
import type { Digests } from './digests.ts';

/** How far a rotation has come. */
export interface RotationProgress {
  /**
   * `renewing`: nodes get certificates of the new root; `completing`: all have one, and the managers end it;
   * `trusting`: the swarm has its new root, and nodes take it over; `none`: all have what they are to have.
   */
  readonly phase: 'renewing' | 'completing' | 'trusting' | 'none';
  /** Nodes that have what they are to have in this phase, of so many. */
  readonly done: number;
  readonly nodes: number;
  /** Who is waited for in vain, for now. */
  readonly blockers: readonly Blocker[];
}

export interface Blocker {
  readonly node: NodeSight;
  /** `down`: it cannot ask; `silent`: it has never reported a certificate. */
  readonly why: 'down' | 'silent';
}

export function rotationProgress(sight: SwarmSight): RotationProgress {
  const nodes = [...sight.nodes.values()].filter(({ state }) => state !== 'removed');
  const late = nodes.filter(({ tlsStatus }) => tlsStatus !== 'Ready');
  const [done, all] = [nodes.length - late.length, late.length === 0];
  const phase = isRotating(sight) ? (all ? 'completing' : 'renewing') : all ? 'none' : 'trusting';
  return { phase, done, nodes: nodes.length, blockers: late.flatMap(blockerOf) };
}

export function isRotating({ lab, swarm }: SwarmSight): boolean {
  return lab === undefined ? swarm?.RootRotationInProgress === true : lab.swarm.Rotation !== undefined;
}

function blockerOf(node: NodeSight): readonly Blocker[] {
  if (node.state !== 'ready') return [{ node, why: 'down' }];
  return node.tlsStatus === 'Unknown' ? [{ node, why: 'silent' }] : [];
}

/** Follows a rotation by what is seen of its swarm, from before it was asked for. */
export class RotationWatch {
  readonly #before: Digests | undefined;
  #hasBegun: boolean;

  /** @param before what was seen last before it */
  constructor(before: SwarmSight | undefined) {
    this.#before = before && digestsOf(before);
    this.#hasBegun = before !== undefined && isRotating(before);
  }

  /** What was seen anew. @returns how it has ended, once it has */
  see(sight: SwarmSight): RotationEnd | undefined {
    const now = digestsOf(sight);
    if (now === undefined) return undefined;
    const changed = this.#before !== undefined && now.root !== this.#before.root;
    this.#hasBegun ||= isRotating(sight) || changed;
    if (!this.#hasBegun || rotationProgress(sight).phase !== 'none') return undefined;
    return {
      root: now.issuer,
      isNewRoot: this.#before === undefined || changed,
      areNewTokens:
        this.#before !== undefined && now.tokens.every((token) => this.#before?.tokens.includes(token) === false),
    };
  }
}

/** What a rotation has left. */
export interface RotationEnd {
  /** SHA-256 of the root's key, hexadecimal. */
  readonly root: string;
  /** It is another root than before; not where a rotation was aborted. */
  readonly isNewRoot: boolean;
  readonly areNewTokens: boolean;
}
