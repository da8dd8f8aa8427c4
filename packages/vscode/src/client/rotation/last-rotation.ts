import { rootsOf } from '@swarmpki/core/engine/watch';
import type { RootSight, SwarmSight } from '@swarmpki/core/engine/watch';
import { digestsOf } from '../engines/digests.ts';

/** What a rotation has changed. */
export interface EndedRotation {
  readonly from: RootSight;
  readonly to: RootSight;
  /** Somebody went back to the root that nodes trust. */
  readonly isAborted: boolean;
  readonly areNewTokens: boolean;
}

interface Before {
  /** The swarm's id: there may be another one in its place. */
  readonly cluster: string;
  readonly root: RootSight;
  readonly tokens: readonly string[];
  readonly wasUnderWay: boolean;
}

/** What was seen of a swarm's last rotation: from its beginning, or the first look at it, to its end. */
export class LastRotation {
  #before: Before | undefined;
  #ended: EndedRotation | undefined;

  /** It is `undefined` while one is under way, and where none was seen. */
  get ended(): EndedRotation | undefined {
    return this.#ended;
  }

  see(sight: SwarmSight): void {
    const [roots, digests] = [rootsOf(sight), digestsOf(sight)];
    if (roots === undefined || digests === undefined) return;
    const { trusted, coming } = roots;
    const before = this.#before?.cluster === digests.cluster ? this.#before : undefined;
    if (before === undefined) this.#ended = undefined;
    if (coming !== undefined) this.#ended = undefined;
    else if (before !== undefined && (before.wasUnderWay || before.root.digest !== trusted.digest)) {
      this.#ended = {
        from: before.root,
        to: trusted,
        isAborted: before.root.digest === trusted.digest,
        areNewTokens: digests.tokens.every((token) => !before.tokens.includes(token)),
      };
    }
    this.#before = {
      cluster: digests.cluster,
      root: trusted,
      tokens: digests.tokens,
      wasUnderWay: coming !== undefined,
    };
  }
}

/** When and how the last rotation of a lab has ended, by its timeline: as far as that reaches back, whoever looked by then. */
export function lastEnd({ lab }: SwarmSight): { readonly isAborted: boolean; readonly at: number } | undefined {
  const end = lab?.journal.findLast(({ Event: event }) => event === completed || event === aborted);
  return end && { isAborted: end.Event === aborted, at: end.At };
}

const completed = 'rotation-completed';
const aborted = 'rotation-aborted';
