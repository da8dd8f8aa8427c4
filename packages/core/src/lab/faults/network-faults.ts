import type { Clock } from '../../clock/clock.ts';
import type { Entropy } from '../../entropy/entropy.ts';
import { Chance } from './chance.ts';
import { Gate } from './gate.ts';
import { Line } from './line.ts';
import type { Direction, Latency } from './line.ts';

/** A connection that gets no answer for so long is given up by TCP, ms: `tcp_retries2` of Linux. */
const tcpPatienceMs = 15 * 60_000;

/** A connection that the node has opened. */
interface Connection {
  readonly isOpen: boolean;
  /** TCP has given it up: what was under way on it is lost. */
  abandon(): void;
}

/** What is wrong with the network of one node now. */
export interface NetworkState {
  /** In one direction at least. */
  readonly isCut: boolean;
  readonly latency: Latency;
  /** Shares, from 0 to 1. */
  readonly lostRequests: number;
  readonly lostAnswers: number;
  readonly repeated: number;
}

/** What can be wrong with the network of one node. Everything is right until something is said. */
export interface NetworkFaults {
  readonly now: NetworkState;
  /**
   * Lets nothing through. Connections stay, and what was sent on them arrives when the cut is healed, as with TCP, unless that
   * has given them up by then: of a cut that has lasted for days there are none.
   *
   * @param direction of the node's messages; both when left out
   */
  cut(direction?: Direction): void;
  /** Lets everything through that waits, and what comes after it. */
  heal(direction?: Direction): void;
  /** Makes every message take its time. @param ms one way @param jitter up to so much more or less, ms */
  delay(ms: number, jitter?: number): void;
  /** Loses so many of the requests of the node's unary calls: they are never carried out. @param share 0 to 1 */
  loseRequests(share: number): void;
  /** Loses so many of the answers to the node's unary calls: they were carried out. @param share 0 to 1 */
  loseAnswers(share: number): void;
  /** Lets so many of the node's unary requests arrive twice. @param share 0 to 1 */
  repeat(share: number): void;
  /** The node neither sends nor reads, and does not notice that time goes by. */
  silence(): void;
  /** It goes on, with what was sent meanwhile and with what it had sent. */
  wake(): void;
  /** Puts everything right, so that nothing waits any more. */
  close(): void;
}

/** The state of one node's network. */
export class NetworkConditions implements NetworkFaults {
  readonly realTime: Clock;
  readonly #labTime: Clock;
  readonly #connections = new Set<Connection>();
  #cutSince: number | undefined;
  /** Shut while the node is stopped as by SIGSTOP. */
  readonly awake = new Gate();
  readonly lines: Readonly<Record<Direction, Line>>;
  readonly lostRequest: Chance;
  readonly lostAnswer: Chance;
  readonly repetition: Chance;

  /** @param entropy draws all that is left to chance @param labTime by which TCP gives up */
  constructor(realTime: Clock, entropy: Entropy, labTime: Clock) {
    this.realTime = realTime;
    this.#labTime = labTime;
    this.lines = {
      outgoing: new Line(realTime, entropy, this.awake),
      incoming: new Line(realTime, entropy, this.awake),
    };
    this.lostRequest = new Chance(entropy);
    this.lostAnswer = new Chance(entropy);
    this.repetition = new Chance(entropy);
  }

  get now(): NetworkState {
    const { incoming, outgoing } = this.lines;
    return {
      isCut: incoming.isCut || outgoing.isCut,
      latency: outgoing.latency,
      lostRequests: this.lostRequest.share,
      lostAnswers: this.lostAnswer.share,
      repeated: this.repetition.share,
    };
  }

  cut(direction?: Direction): void {
    this.#cutSince ??= this.#labTime.now();
    for (const line of this.#linesOf(direction)) line.cut();
  }

  heal(direction?: Direction): void {
    if (this.#labTime.now() - (this.#cutSince ?? Infinity) > tcpPatienceMs) {
      for (const connection of this.#connections) connection.abandon();
    }
    for (const line of this.#linesOf(direction)) line.heal();
    if (!this.now.isCut) this.#cutSince = undefined;
  }

  /** A connection was opened. Others may have been ended by the other end, of which nobody told. */
  opened(connection: Connection): void {
    for (const known of this.#connections) if (!known.isOpen) this.#connections.delete(known);
    this.#connections.add(connection);
  }

  ended(connection: Connection): void {
    this.#connections.delete(connection);
  }

  delay(ms: number, jitter = 0): void {
    for (const line of this.#linesOf()) line.setLatency({ ms, jitter });
  }

  loseRequests(share: number): void {
    this.lostRequest.set(share);
  }

  loseAnswers(share: number): void {
    this.lostAnswer.set(share);
  }

  repeat(share: number): void {
    this.repetition.set(share);
  }

  silence(): void {
    this.awake.shut();
  }

  wake(): void {
    this.awake.open();
  }

  close(): void {
    this.delay(0);
    for (const chance of [this.lostRequest, this.lostAnswer, this.repetition]) chance.set(0);
    this.wake();
    this.heal();
    for (const line of this.#linesOf()) line.hurry();
  }

  #linesOf(direction?: Direction): readonly Line[] {
    return direction === undefined ? [this.lines.outgoing, this.lines.incoming] : [this.lines[direction]];
  }
}
