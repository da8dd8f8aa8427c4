/** A call that is due at some moment. */
export interface Timer {
  cancel(): void;
}

/** What a timer is about, so that people can be told what comes next: the `renewal` of a node. */
export interface TimerLabel {
  /** A noun for what happens when it is due: `renewal`. */
  readonly what: string;
  /** Whom it happens to, by its identifier; whoever shows it knows the name that goes with it. */
  readonly of: string;
}

/**
 * A source of time. A lab has two of them: *lab time*, by which certificates are valid and nodes renew, and *real time*,
 * by which RPC deadlines and heartbeats run. Both have this shape; with the system clock they are the same.
 */
export interface Clock {
  /** Milliseconds since epoch. */
  now(): number;
  /**
   * Calls back once.
   *
   * @param milliseconds from now; zero or less means as soon as possible, yet never within this call
   * @param due may return a promise, its *work*: lab time stands still until that has settled. It handles its own errors:
   *   what it lets through reaches a lab's clock, but nobody where time is real
   * @param label for a timer that people care about
   */
  after(milliseconds: number, due: () => unknown, label?: TimerLabel): Timer;
}
