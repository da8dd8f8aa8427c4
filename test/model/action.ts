import type { Message, Signature, World } from './world.ts';

/** One step that can be taken. */
export interface Action {
  /** Of those that come from outside: what it takes from the budget. */
  readonly kind?: string;
  /** Of those that go on by themselves: that it is taken at once, unless what it is about is delayed. */
  readonly isPrompt?: boolean;
  /** The message or the signature that it is about. */
  readonly about?: Message | Signature;
  /** In words, for whoever reads how it came to a fault. */
  readonly what: string;
  readonly take: () => World;
}

/** Steps of a kind that takes one from the budget; none if there is none left. */
export type Spend = (kind: string, what: string, take: (from: World) => World) => readonly Action[];
