import type { Scene } from './scene.ts';

/** What can come of an attack. */
export type Outcome = 'refused' | 'succeeded';

/** What somebody may expect of an attack before it is run. */
interface Answer {
  readonly text: string;
  /** The outcome by which it was right; `neither` for what does not happen. */
  readonly outcome: Outcome | 'neither';
}

/** What refuses an attack. */
export interface Defence {
  /** In a few words: `the digest in the token`. */
  readonly name: string;
  /** The check in this program: its file below `packages/core/src`, and its name. */
  readonly code: string;
  /** Of docs/protocol.md: `2.3`. */
  readonly paragraph: string;
}

/** An attack on a swarm, as data. */
export interface Attack {
  /** Never changes: `fake-manager`. */
  readonly id: string;
  readonly title: string;
  /** What the attacker has and controls. */
  readonly situation: string;
  readonly question: string;
  readonly answers: readonly Answer[];
  /** What happens one after the other until it has succeeded. */
  readonly steps: readonly [string, ...string[]];
  readonly defence: Defence;
  /** Why it ends as it does: a sentence or two; and sentences for those who want more. */
  readonly short: string;
  readonly long: readonly string[];
  /**
   * Where it is carried out: on the lab as it is, unless that would be another one afterwards, or the attacker needs what
   * the lab does not have. Then a swarm is made for it, and thrown away.
   */
  readonly place?: (scene: Pick<Scene, 'lab' | 'loot'>) => 'here' | 'apart';
  /** What it stands for has come about when this returns. What throws within a step has refused it. */
  readonly run: (scene: Scene) => Promise<void>;
}
