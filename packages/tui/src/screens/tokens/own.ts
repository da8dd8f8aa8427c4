import type { Swarm } from '@swarmpki/core/engine';
import type { Line } from '../../theme/line.ts';

/** What lets somebody in: machines, and the manager that starts again. */
export const secrets = ['worker', 'manager', 'unlock'] as const;
export type Secret = (typeof secrets)[number];

export interface Own {
  readonly chosen: Secret;
  /** It is shown whole until then, real time, ms since epoch. */
  readonly shownUntil: number | undefined;
  /** The unlock key, as long as it is shown and no longer: the screens do not know it otherwise. */
  readonly unlockKey: { readonly key: string; readonly version: number | undefined } | undefined;
  /** What was found of the token that was pasted last. */
  readonly verdict: readonly Line[];
  /** The swarm's tokens as they were then: the pasted one is not kept, so a verdict ends with them. */
  readonly judgedBy: Swarm['JoinTokens'] | undefined;
}

export const initial: Own = {
  chosen: 'worker',
  shownUntil: undefined,
  unlockKey: undefined,
  verdict: [],
  judgedBy: undefined,
};

/** Nothing is shown any more. */
export function hidden(own: Own): Own {
  return { ...own, shownUntil: undefined, unlockKey: undefined };
}
