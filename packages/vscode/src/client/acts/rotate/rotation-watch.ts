import { progressOf } from '@swarmpki/core/engine/rotation';
import type { SwarmSight } from '@swarmpki/core/engine/watch';
import { digestsOf } from '../../engines/digests.ts';
import type { Digests } from '../../engines/digests.ts';

/** Follows a rotation by what is seen of its swarm, from before it was asked for. */
export class RotationWatch {
  readonly #before: Digests | undefined;
  #hasBegun: boolean;

  /** @param before what was seen last before it */
  constructor(before: SwarmSight | undefined) {
    this.#before = before && digestsOf(before);
    this.#hasBegun = progressOf(before).isUnderWay;
  }

  /** What was seen anew. @returns how it has ended, once it has */
  see(sight: SwarmSight): RotationEnd | undefined {
    const now = digestsOf(sight);
    if (now === undefined) return undefined;
    const changed = this.#before !== undefined && now.root !== this.#before.root;
    const { stage, isUnderWay } = progressOf(sight);
    this.#hasBegun ||= isUnderWay || changed;
    if (!this.#hasBegun || stage !== 'none') return undefined;
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
