import type { Accepted, DecisionContext } from '../swarm/decision.ts';
import type { SwarmState } from '../swarm/state.ts';
import type { Command } from './control.ts';

/** A swarm that can be looked at and changed. */
export interface Decider {
  /** As it lasts. */
  readonly state: SwarmState;
  /**
   * Carries out a command that needs nothing from outside.
   *
   * @returns its reply, once it lasts
   * @throws {Refusal} and then nothing has been written
   */
  perform<Reply>(decide: (state: SwarmState, context: DecisionContext) => Accepted<Reply>): Promise<Reply>;
  /** As {@link perform}, for a command that may need something from outside. */
  request<Reply>(command: Command<Reply>): Promise<Reply>;
}

/** A swarm as its leader sees it: with the other managers. */
export interface Electorate extends Decider {
  /** Whether a member runs and the others reach it. */
  isRunning(nodeId: string): boolean;
  /** Sees to it that somebody leads if a majority runs, and nobody otherwise. */
  elect(): Promise<void>;
}
