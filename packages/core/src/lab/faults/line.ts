import type { Clock } from '../../clock/clock.ts';
import type { Entropy } from '../../entropy/entropy.ts';
import { Gate } from './gate.ts';

/** What a node sends, or what it is sent. */
export type Direction = 'outgoing' | 'incoming';

/** How long messages take, ms; each as drawn from around it. */
export interface Latency {
  readonly ms: number;
  /** Up to so much more or less. */
  readonly jitter: number;
}

const none: Latency = { ms: 0, jitter: 0 };

/** One direction of a node's network. */
export class Line {
  readonly #realTime: Clock;
  readonly #entropy: Entropy;
  readonly #awake: Gate;
  readonly #connected = new Gate();
  /** Made when a message takes its time: mostly none ever does. */
  #underWay: Set<() => void> | undefined;
  #latency: Latency = none;

  /** @param awake shut while the node neither sends nor reads */
  constructor(realTime: Clock, entropy: Entropy, awake: Gate) {
    this.#realTime = realTime;
    this.#entropy = entropy;
    this.#awake = awake;
  }

  /** Nothing that is sent now is held back. */
  get isClear(): boolean {
    return this.#connected.isOpen && this.#awake.isOpen;
  }

  get isCut(): boolean {
    return !this.#connected.isOpen;
  }

  get latency(): Latency {
    return this.#latency;
  }

  cut(): void {
    this.#connected.shut();
  }

  heal(): void {
    this.#connected.open();
  }

  setLatency(latency: Latency): void {
    this.#latency = latency;
  }

  /** What is sent now arrives at once. */
  get isInstant(): boolean {
    return this.isClear && this.#latency.ms === 0 && this.#latency.jitter === 0;
  }

  /** The time that one message is under way. */
  async delay(): Promise<void> {
    const { ms, jitter } = this.#latency;
    const drawn = jitter === 0 ? 0 : this.#entropy.integerBelow(2 * jitter + 1) - jitter;
    const delay = Math.max(0, ms + drawn);
    if (delay === 0) return;
    const underWay = (this.#underWay ??= new Set());
    await new Promise<void>((resolve) => {
      const arrive = (): void => {
        timer.cancel();
        underWay.delete(arrive);
        resolve();
      };
      const timer = this.#realTime.after(delay, arrive);
      underWay.add(arrive);
    });
  }

  /** Lets everything arrive now that is under way. */
  hurry(): void {
    for (const arrive of this.#underWay ?? []) arrive();
  }

  /** Waits until something gets through, or for the signal. */
  async passed(signal?: AbortSignal): Promise<void> {
    const holds = (): boolean => !this.isClear && !signal?.aborted;
    while (holds()) {
      await this.#connected.passed(signal);
      await this.#awake.passed(signal);
    }
  }
}

const atOnce = Promise.resolve();

/** One direction of a connection: what is sent on it arrives in order. */
export class Lane {
  readonly #line: Line;
  /** The message that was sent last, as long as it is under way. */
  #last: Promise<void> | undefined;

  constructor(line: Line) {
    this.#line = line;
  }

  /** What is sent now arrives at once: nobody has to wait for it. */
  get isInstant(): boolean {
    return this.#last === undefined && this.#line.isInstant;
  }

  /** Sends a message. @returns settles when it has arrived, or at the signal */
  transit(signal?: AbortSignal): Promise<void> {
    if (this.isInstant) return atOnce;
    const arrived = this.#transitBehind(this.#last, signal);
    this.#last = arrived;
    const forget = (): void => {
      if (this.#last === arrived) this.#last = undefined;
    };
    arrived.then(forget, forget);
    return arrived;
  }

  /**
   * Brings over what has come of something, good or bad.
   *
   * @param signal asked for only if it takes its time: then nobody wants it any more
   */
  bring<Result>(outcome: Promise<Result>, signal?: () => AbortSignal): Promise<Result> {
    return outcome.then(
      (result) => (this.isInstant ? result : this.transit(signal?.()).then(() => result)),
      (error: unknown) => this.transit(signal?.()).then(() => Promise.reject(error)),
    );
  }

  async #transitBehind(before: Promise<void> | undefined, signal: AbortSignal | undefined): Promise<void> {
    await Promise.all([before, this.#line.delay()]);
    await this.#line.passed(signal);
  }
}
