import type { Clock } from '@swarmpki/core/commands';

type Change<State> = (state: State) => State;

/** How often what comes from outside is seen at most, ms: a swarm that rotates has thousands of changes a second. */
const ambientMs = 200;

/**
 * All that the screens show, outside React. What the user does is seen at once; what comes from outside is gathered, since
 * every picture costs the same, however little of it is new.
 */
export class Store<State> {
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #state: State;
  #shown: State;
  #timer: { cancel(): void } | undefined;
  #shownAt = Number.NEGATIVE_INFINITY;
  #acts = 0;
  readonly #ambientMs: number;

  /** @param clock real time */
  constructor(initial: State, clock: Clock, gatheredMs = ambientMs) {
    this.#ambientMs = gatheredMs;
    this.#state = initial;
    this.#shown = initial;
    this.#clock = clock;
  }

  /** How often the user has changed it: whoever answers the user can tell from it that there is something to answer. */
  get acts(): number {
    return this.#acts;
  }

  /** As it is, with what is to be seen soon. */
  get state(): State {
    return this.#state;
  }

  /** Changes it for the user: seen at once. */
  readonly update = (change: Change<State>): void => {
    this.#acts++;
    this.#state = change(this.#state);
    this.#show();
  };

  /** Changes it by what has happened elsewhere: seen soon. */
  readonly receive = (change: Change<State>): void => {
    this.#state = change(this.#state);
    if (this.#timer !== undefined || this.#state === this.#shown) return;
    const wait = Math.max(0, this.#shownAt + this.#ambientMs - this.#clock.now());
    this.#timer = this.#clock.after(wait, () => this.#show());
  };

  /** For React's `useSyncExternalStore`, as {@link shown} is. What is shown is also what keys are meant for. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly shown = (): State => this.#shown;

  /** Nothing is seen of later changes from outside. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #show(): void {
    this.close();
    if (this.#shown === this.#state) return;
    this.#shown = this.#state;
    this.#shownAt = this.#clock.now();
    for (const listener of this.#listeners) listener();
  }
}
