import type { Clock } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { Store } from '../store/store.ts';
import type { Accepted, Change, Decision, DecisionContext, Effect, JournalEntry } from '../swarm/decision.ts';
import { refuse } from '../swarm/refusal.ts';
import type { Successor } from '../swarm/rotate.ts';
import type { SwarmState } from '../swarm/state.ts';
import type { SwarmView } from '../swarm/view.ts';

/** What `Control` works with. */
export interface ControlOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Makes what a decision needs from outside. */
  readonly successor: (state: SwarmState) => Promise<Successor>;
}

/** A decision that may need something from outside, and is then asked again with it. */
export type Command<Reply> = (
  state: SwarmState,
  context: DecisionContext,
  answer: Successor | undefined,
) => Decision<Reply>;

/** A decision whose needs were met this often and that still needs more is given up. */
const mostRounds = 5;

/**
 * Carries out what `swarm/` decides: rows and journal entry in one transaction, then the view in memory, then the effects.
 * Between the decision and its rows nothing else runs, so decisions never see half of another.
 */
export class Control {
  readonly #options: ControlOptions;
  readonly #view: SwarmView;
  readonly #context: DecisionContext;
  #listeners: readonly ((effect: Effect) => void)[] = [];
  #journalListeners: readonly ((entry: JournalEntry) => void)[] = [];

  /** @param view as loaded from the store */
  constructor(view: SwarmView, options: ControlOptions) {
    this.#view = view;
    this.#options = options;
    const { clock, entropy } = options;
    this.#context = {
      get now() {
        return clock.now();
      },
      random: (length) => entropy.bytes(length),
    };
  }

  get state(): SwarmState {
    return this.#view;
  }

  /** Calls back for every effect of every command from now on. */
  onEffect(listener: (effect: Effect) => void): void {
    this.#listeners = [...this.#listeners, listener];
  }

  /** Calls back for every line of the timeline from now on. */
  onJournal(listener: (entry: JournalEntry) => void): void {
    this.#journalListeners = [...this.#journalListeners, listener];
  }

  /**
   * Carries out a command that needs nothing from outside.
   *
   * @throws {Refusal} and then nothing has been written
   */
  perform<Reply>(decide: (state: SwarmState, context: DecisionContext) => Accepted<Reply>): Reply {
    return this.#carryOut(decide(this.#view, this.#context));
  }

  /**
   * Carries out a command that may need something from outside.
   *
   * @throws {Refusal} and then nothing has been written
   */
  async request<Reply>(command: Command<Reply>): Promise<Reply> {
    let answer: Successor | undefined;
    for (let round = 0; round < mostRounds; round++) {
      const decision = command(this.#view, this.#context, answer);
      if (decision.outcome === 'accepted') return this.#carryOut(decision);
      answer = await this.#options.successor(this.#view);
    }
    throw refuse('Unavailable', 'the swarm changed again and again while the command waited for a new root', {
      next: 'Try again when the other rotation has ended.',
    });
  }

  #carryOut<Reply>({ changes, entry, effects, reply }: Accepted<Reply>): Reply {
    if (changes.length > 0 || entry) {
      const version = this.#view.version + 1;
      const stamped = changes.map((change) => stamp(change, version));
      this.#options.store.commit(stamped, entry);
      this.#view.apply(version, stamped);
    }
    if (entry) for (const listener of this.#journalListeners) listener(entry);
    for (const effect of effects) for (const listener of this.#listeners) listener(effect);
    return reply;
  }
}

function stamp(change: Change, version: number): Change {
  switch (change.kind) {
    case 'cluster':
      return { ...change, cluster: { ...change.cluster, version } };
    case 'node':
      return { ...change, node: { ...change.node, version } };
    default:
      return change;
  }
}
