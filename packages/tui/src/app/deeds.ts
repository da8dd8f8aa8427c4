import type { Clock } from '@swarmpki/core/commands';
import type { EngineClient, LabClient } from '@swarmpki/core/engine';
import type { Target } from './engines.ts';
import type { Jobs } from './jobs.ts';
import type { State, Toast, Where } from './state.ts';
import type { Store } from './store.ts';

/** What is spoken with at present; nothing before it has been reached. */
export interface Reached {
  readonly client: EngineClient;
  readonly lab: LabClient | undefined;
}

/** All that keys can do. */
export interface Deeds {
  readonly store: Store<State>;
  readonly jobs: Jobs;
  /** Real time. */
  readonly clock: Clock;
  readonly reached: Reached | undefined;
  /** As far as one can go down in the lines that are drawn now and have the keys: the first line that is shown there. */
  readonly lowestTop: number;
  /** Changes what a screen keeps for itself. */
  change<Own>(screen: string, next: (own: Own) => Own): void;
  /** As {@link change}, for what has come from outside. */
  receive(screen: string, next: (own: unknown) => unknown): void;
  /** Goes to a screen from the one that is shown. */
  open(where: Where): void;
  /** Goes to the screen of that number: there is no way back from it. */
  jump(number: number): void;
  /** Goes back where one came from. @returns whether one came from somewhere */
  back(): boolean;
  /** Does something after a while, unless the program has been left: nobody waits for it. @param ms real time */
  later(ms: number, due: () => void): void;
  /** Says something once. */
  say(tone: Toast['tone'], text: string): void;
  /** @param what is said to have been copied: never the text itself */
  copy(text: string, what: string): void;
  /** Shows another engine in place of this one. */
  attach(target: Target): void;
  /** Lets the user choose which. */
  chooseEngine(): Promise<void>;
  /** Draws everything anew. */
  redraw(): void;
  /** Stops the program as a shell's Ctrl+Z does, and draws everything anew when it goes on. */
  suspend(): void;
  quit(): void;
}
