import type { Clock, Timer } from '../clock/clock.ts';
import type { Entropy } from '../entropy/entropy.ts';
import type { DecisionContext } from '../swarm/decision.ts';
import { newIdentifier } from '../swarm/found.ts';
import { refuse } from '../swarm/refusal.ts';

/** A node that has opened a session and reports, or is expected to. */
interface Session {
  /** `undefined` as long as it is only expected. */
  readonly id: string | undefined;
  silence: Timer;
}

/** How often a node has registered lately. */
interface Registrations {
  count: number;
  /** ms since epoch */
  since: number;
}

export interface SessionsOptions {
  /** Real time: what is silent in it is gone, whatever lab time says. */
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** How often nodes are to report, ms. */
  readonly period: () => number;
  /** A node has not reported for three periods. */
  readonly onSilent: (nodeId: string) => void;
}

/** Periods without a heartbeat after which a node counts as down. */
const graceMultiplier = 3;
/** As many periods a node may take to come back after a manager has begun. */
const patientMultiplier = 6;
/** Nodes are asked for no more than this, ms: with a nanosecond, which an engine takes, they would do nothing else. */
const leastPeriod = 50;
/** Part of the period by which it is varied, so that nodes do not report in step. */
const jitter = 0.1;
/**
 * New sessions of a node that has one, or is expected, each within {@link ratePeriodMs} of the one before; resuming one does
 * not count.
 */
const mostRegistrations = 3;
const ratePeriodMs = 8_000;

/** Which nodes have a session, and who reports on time (docs/protocol.md §7.7). */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #registrations = new Map<string, Registrations>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** A node that had a session with the manager before is given time to open one again. */
  expect(nodeId: string): void {
    this.#sessions.set(nodeId, { id: undefined, silence: this.#silenceOf(nodeId, patientMultiplier) });
  }

  /**
   * Opens a session, or resumes the one that the node names.
   *
   * @returns the session's id
   * @throws {Refusal} `Unavailable` when the node opens new ones too often
   */
  open(nodeId: string, sessionId: string): string {
    const known = this.#sessions.get(nodeId);
    if (known?.id !== undefined && known.id === sessionId) {
      this.#expectReport(nodeId, known);
      return known.id;
    }
    if (known === undefined) this.#registrations.delete(nodeId);
    else this.#limit(nodeId);
    const random: DecisionContext['random'] = (length) => this.#options.entropy.bytes(length);
    const id = newIdentifier(random);
    known?.silence.cancel();
    this.#sessions.set(nodeId, { id, silence: this.#silenceOf(nodeId) });
    return id;
  }

  /**
   * A node reports.
   *
   * @returns when it has to report next, whole ms from now: users give a period to the nanosecond, and a part of a
   *   millisecond is no whole number of them any more
   * @throws {Refusal} `NotFound`, `InvalidArgument`
   */
  heartbeat(nodeId: string, sessionId: string): number {
    this.#expectReport(nodeId, this.check(nodeId, sessionId));
    const period = Math.round(this.#period);
    const spread = Math.round(period * jitter);
    return period - spread + this.#options.entropy.integerBelow(2 * spread + 1);
  }

  /** The node's session. @throws {Refusal} `NotFound`, `InvalidArgument` */
  check(nodeId: string, sessionId: string): Session {
    const session = this.#sessions.get(nodeId);
    if (session === undefined) throw refuse('NotFound', 'node not registered', { next: 'Open a session first.' });
    if (session.id !== sessionId) throw refuse('InvalidArgument', 'session invalid', { next: 'Open a new session.' });
    return session;
  }

  /** Whether a node has opened a session, and has not fallen silent since. */
  isOpen(nodeId: string): boolean {
    return this.#sessions.get(nodeId)?.id !== undefined;
  }

  /** Forgets a node's session. */
  end(nodeId: string): void {
    this.#sessions.get(nodeId)?.silence.cancel();
    this.#sessions.delete(nodeId);
  }

  close(): void {
    for (const { silence } of this.#sessions.values()) silence.cancel();
    this.#sessions.clear();
  }

  get #period(): number {
    return Math.max(this.#options.period(), leastPeriod);
  }

  #expectReport(nodeId: string, session: Session): void {
    session.silence.cancel();
    session.silence = this.#silenceOf(nodeId);
  }

  #silenceOf(nodeId: string, periods = graceMultiplier): Timer {
    return this.#options.clock.after(this.#period * periods, () => {
      this.#sessions.delete(nodeId);
      this.#options.onSilent(nodeId);
    });
  }

  #limit(nodeId: string): void {
    const now = this.#options.clock.now();
    this.#forgetOldRegistrations(now);
    const lately = this.#registrations.get(nodeId) ?? { count: 0, since: now };
    if (lately.count >= mostRegistrations) {
      throw refuse('Unavailable', `node ${nodeId} exceeded rate limit count of registrations`, {
        next: 'Wait a few seconds, then open a session again; resuming a session is not limited.',
      });
    }
    this.#registrations.delete(nodeId);
    this.#registrations.set(nodeId, { count: lately.count + 1, since: now });
  }

  /** Entries stand in the order of their time, since each is put at the end when it changes. */
  #forgetOldRegistrations(now: number): void {
    for (const [nodeId, { since }] of this.#registrations) {
      if (now - since <= ratePeriodMs) return;
      this.#registrations.delete(nodeId);
    }
  }
}
