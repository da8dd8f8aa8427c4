/** A call that is due at some moment. */
export interface Timer {
  cancel(): void;
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
   */
  after(milliseconds: number, due: () => void): Timer;
}
