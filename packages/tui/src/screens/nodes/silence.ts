import type { NodeSight } from '@swarmpki/core/engine/watch';
import { duration } from '../../ui/bar.ts';

/**
 * Since when nothing has been heard of a node: whoever reaches no manager does not renew.
 *
 * @param now swarm time, ms since epoch
 * @returns `undefined` for one that is heard of; empty where nobody knows since when
 */
export function silenceWords({ state, silentSince }: NodeSight, now: number): string | undefined {
  if (state === 'ready' || state === 'removed') return undefined;
  // Its row may have changed since then for another reason.
  return silentSince === undefined ? '' : `not heard of for ${duration(Math.max(0, now - silentSince))} at least`;
}
