import type { Timer } from '../../clock/clock.ts';
import type { LabClock } from '../../clock/lab-clock.ts';
import { ClockProblem } from '../../clock/problem.ts';
import type { ClockStop, LabClockState } from '../../engine/shapes/extension/clock.ts';
import type { LabNodeRow } from '../../engine/shapes/extension/node-row.ts';
import { journalEvents } from '../../swarm/decision.ts';
import type { JournalEntry } from '../../swarm/decision.ts';
import { badParameter, quoted } from '../engine/refusals.ts';

export interface ClockStopsOptions {
  readonly clock: LabClock;
  /** All nodes as they are now. */
  readonly nodes: () => readonly LabNodeRow[];
  /** One of them, by its id. */
  readonly node: (nodeId: string) => LabNodeRow | undefined;
  readonly nameOf: (nodeId: string) => string;
  /** It stops somewhere else than before. */
  readonly onChange: () => void;
  /** Time has stopped: what is to be told of that. */
  readonly onStop: (entry: JournalEntry) => void;
}

/** Where it is going to stop. */
interface Armed {
  readonly stop: ClockStop;
  /** For a moment that is known. */
  timer: Timer | undefined;
  /** That moment, ms since epoch. */
  at: number | undefined;
}

const endsOfRotations: readonly string[] = ['rotation-completed', 'rotation-aborted'];

/**
 * Where lab time stops by itself: once, by pausing the clock as soon as that has come about. Time stands anyway until what is
 * due has settled, so it is that very moment, also within a jump.
 *
 * A certificate is valid for the whole of its last moment (RFC 5280, 4.1.2.5). That is where time stops for `expiry`: there is
 * still something to be done, and the node is out as soon as time goes on.
 */
export class ClockStops {
  readonly #options: ClockStopsOptions;
  #armed: Armed | undefined;
  #last: { readonly armed: Armed; readonly stop: ClockStop; readonly at: number } | undefined;
  /** Nodes that have asked for another certificate; those that join are none of them. */
  readonly #renewing = new Set<string>();

  constructor(options: ClockStopsOptions) {
    this.#options = options;
  }

  get state(): Pick<LabClockState, 'Until' | 'Stopped'> {
    const { clock, nameOf } = this.#options;
    const { now, paused } = clock.state;
    const { stop, at } = this.#armed ?? {};
    return {
      Until: stop && { ...stop, Name: stop.ID === '' ? '' : nameOf(stop.ID), At: at },
      Stopped: paused && this.#last?.at === now ? this.#last.stop : undefined,
    };
  }

  /**
   * Stops there, in place of what was said before.
   *
   * @param stop of a node by its id
   * @throws {EngineRefusal} 400
   */
  set(stop: ClockStop): void {
    this.#arm(stop);
  }

  /**
   * Stops there within a jump, and after it no more.
   *
   * @throws as {@link set}, and what the jump throws, unless that is that time has stopped here
   */
  async within(stop: ClockStop, jump: () => Promise<void>): Promise<void> {
    const armed = this.#arm(stop);
    try {
      await jump();
    } catch (error) {
      const hasStopped = armed !== undefined && this.#last?.armed === armed;
      if (!hasStopped || !(error instanceof ClockProblem) || error.code !== 'interrupted') throw error;
    } finally {
      if (armed !== undefined && this.#armed === armed) this.#disarm();
    }
  }

  /** Something was written into the timeline. */
  heed({ event, nodeId = '' }: JournalEntry): void {
    const hasRenewed = event === 'certificate-issued' && this.#renewing.delete(nodeId);
    if (event === 'node-renewing') this.#renewing.add(nodeId);
    if (event === 'node-removed') this.#renewing.delete(nodeId);
    const { What: what, ID: of, Event: wanted } = this.#armed?.stop ?? {};
    const isReached =
      (what === 'event' && event === wanted) ||
      (what === 'rotation' && endsOfRotations.includes(event)) ||
      (what === 'renewal' && hasRenewed && (of === '' || of === nodeId));
    if (isReached) this.#stop(nodeId);
    else if (event === 'certificate-issued') this.heedNode(nodeId);
  }

  /** A node may have another certificate: one that ends sooner than any that was known. */
  heedNode(nodeId: string): void {
    const armed = this.#armed;
    if (armed?.stop.What !== 'expiry') return;
    const row = this.#options.node(nodeId);
    const end = row && this.#endOf(row, armed);
    if (end !== undefined && end < (armed.at ?? Infinity)) this.#planAt(armed, end);
  }

  #arm(stop: ClockStop): Armed | undefined {
    check(stop, this.#options.clock.now());
    this.#disarm();
    if (stop.What === 'nothing') return undefined;
    const armed: Armed = { stop, timer: undefined, at: undefined };
    this.#armed = armed;
    if (stop.What === 'moment') this.#planAt(armed, stop.At);
    if (stop.What === 'expiry') this.#planAt(armed, this.#nextEnd(armed));
    return armed;
  }

  #disarm(): void {
    this.#armed?.timer?.cancel();
    this.#armed = undefined;
    this.#options.onChange();
  }

  #planAt(armed: Armed, at: number | undefined): void {
    armed.timer?.cancel();
    const { clock, onChange } = this.#options;
    armed.at = at;
    armed.timer = at === undefined ? undefined : clock.after(at - clock.now(), () => this.#arrive(armed, at));
    onChange();
  }

  /** Whoever was to expire may have renewed since, or may be gone. */
  #arrive(armed: Armed, at: number): void {
    if (armed.stop.What === 'moment') return this.#stop('');
    const due = this.#options.nodes().find((row) => row.NotAfter === at && this.#endOf(row, armed) === at);
    if (due === undefined) this.#planAt(armed, this.#nextEnd(armed));
    else this.#stop(due.ID);
  }

  #nextEnd(armed: Armed): number | undefined {
    const ends = this.#options.nodes().flatMap((row) => this.#endOf(row, armed) ?? []);
    return ends.length === 0 ? undefined : ends.reduce((first, end) => Math.min(first, end));
  }

  /** When a certificate that counts ends; `undefined` for one of another node, of none, and where that is over. */
  #endOf({ ID, State, NotAfter }: LabNodeRow, { stop, at }: Armed): number | undefined {
    const counts = State !== 'removed' && (stop.ID === '' || stop.ID === ID);
    const now = this.#options.clock.now();
    return counts && (NotAfter > now || (NotAfter === now && at === now)) ? NotAfter : undefined;
  }

  /** @param nodeId to whom that has happened; empty where it is nobody in particular */
  #stop(nodeId: string): void {
    const armed = this.#armed;
    if (armed === undefined) return;
    const { clock, nameOf, onStop } = this.#options;
    const { stop } = armed;
    this.#disarm();
    // A clock that runs is somewhere else a moment later: where it stands is known once it stands.
    clock.pause();
    const at = clock.now();
    this.#last = { armed, at, stop: { ...stop, ID: nodeId, Name: nodeId === '' ? '' : nameOf(nodeId), At: at } };
    const detail = { until: stop.What, ...(stop.Event !== '' && { event: stop.Event }) };
    onStop({ at, event: 'clock-stopped', ...(nodeId !== '' && { nodeId }), detail });
  }
}

/** @throws {EngineRefusal} 400 */
function check({ What: what, Event: event, At: at }: ClockStop, now: number): void {
  switch (what) {
    case 'nothing':
    case 'renewal':
    case 'expiry':
    case 'rotation':
      return;
    case 'event':
      if (journalEvents.some((known) => known === event)) return;
      throw badParameter(
        `there is no event ${quoted(event)} at which time could stop`,
        `There are ${journalEvents.join(', ')}.`,
      );
    case 'moment':
      if (at !== undefined && at > now) return;
      throw badParameter('time can only stop at a moment that is yet to come');
    default:
      throw badParameter(
        `time cannot stop at ${quoted(what)}`,
        'It stops at a renewal, an expiry, the end of a rotation, an event, or a moment.',
      );
  }
}
