import type { Clock, Timer } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { Validity } from '../x509/time.ts';
import { backoffDelay, renewalBackoff } from './backoff.ts';
import { stopped } from './problem.ts';
import { renewalDelay } from './renewal-delay.ts';

export interface RenewerOptions {
  /** Lab time. */
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly nodeId: string;
  /** The validity of the certificate as it is now. */
  readonly validity: () => Validity;
  /** Renews once; throws when it did not come about. */
  readonly renew: () => Promise<void>;
  readonly onFailure: (error: unknown, retryInMs: number) => void;
}

/**
 * Decides when a node renews (docs/protocol.md §6.1): at a random moment in the second half of the certificate's life, or at
 * once when told to. After a failure it waits longer and longer; where Docker's nodes would try again without a pause,
 * since their moment has passed, this one waits as well (§14, Q4).
 */
export class Renewer {
  readonly #options: RenewerOptions;
  #timer: Timer | undefined;
  #failures = 0;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #stopped = false;

  constructor(options: RenewerOptions) {
    this.#options = options;
    this.#schedule();
  }

  /**
   * Renews at once; if a renewal is under way, right after it. However often this is called meanwhile, that is one more.
   *
   * @returns settles with that renewal, and rejects with its error; it is tried again by itself
   */
  renewNow(): Promise<void> {
    this.#next ??= this.#current
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#current = this.#attempt();
        return this.#current;
      });
    return this.#next;
  }

  /** Renews no more. @returns settles when a renewal that is under way has ended */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await Promise.allSettled([this.#current, this.#next]);
  }

  async #attempt(): Promise<void> {
    this.#timer?.cancel();
    if (this.#stopped) throw stopped();
    try {
      await this.#options.renew();
      this.#failures = 0;
      this.#schedule();
    } catch (error) {
      // That it was given up is no failure.
      if (this.#stopped) throw error;
      this.#failures++;
      this.#options.onFailure(error, this.#schedule());
      throw error;
    }
  }

  /** @returns ms until the next attempt */
  #schedule(): number {
    this.#timer?.cancel();
    const { clock, entropy, nodeId, validity } = this.#options;
    const draw = (bound: number): number => entropy.integerBelow(bound);
    const delay =
      this.#failures > 0
        ? backoffDelay(renewalBackoff, this.#failures, draw)
        : renewalDelay(validity(), clock.now(), draw);
    // Its failure has been reported by then.
    const renew = (): Promise<void> => this.renewNow().catch(() => undefined);
    if (!this.#stopped) this.#timer = clock.after(delay, renew, { what: 'renewal', of: nodeId });
    return delay;
  }
}
