import { isDeepStrictEqual } from 'node:util';
import type { Flow, Sink } from '../../engine/server/lab-control.ts';
import type { LabChange } from '../../engine/shapes/extension/change.ts';
import type { LabClockState } from '../../engine/shapes/extension/clock.ts';
import type { LabNodeRow, LabNodes } from '../../engine/shapes/extension/node-row.ts';
import type { LabSwarm } from '../../engine/shapes/extension/rotation.ts';
import type { Clock, Timer } from '../../clock/clock.ts';
import { LabClock } from '../../clock/lab-clock.ts';
import type { NodeEvent } from '../../node/node.ts';
import type { LabMembership } from '../engine/lab-membership.ts';
import { ChangeLog } from './change-log.ts';
import type { Known } from './change-log.ts';
import { labClockOf } from './clock-shape.ts';
import { ClockStops } from './clock-stops.ts';
import type { ClockStopsOptions } from './clock-stops.ts';
import { nodeRowOf } from './node-row.ts';
import { Roster } from './roster.ts';
import { labSwarmOf } from './rotation-shape.ts';
import { Timeline } from './timeline.ts';
import { Troubles } from './troubles.ts';

/** Whoever follows is told no more often than this, ms of real time. */
const paceMs = 50;
/** While lab time runs fast it is looked at so often whether it keeps its pace, ms of real time. */
const fastClockMs = 1_000;
/** So many nodes are told of at a time, some 400 KB; and so many entries of the timeline. */
const mostRows = 1_000;
const mostEntries = 200;
/** So many nodes may have changed before they are looked at although nobody follows. */
const mostDirty = 20_000;
/** Versions begin with the time: so a host that is started again knows none of those before. */
const versionsPerMs = 1_000;

/** Something that is otherwise since a version. */
interface Since<Value> {
  readonly version: number;
  readonly value: Value;
}

/** One who is told what changes. */
interface Follower {
  readonly sink: Sink<LabChange>;
  /** What it knows of nodes; nothing as long as that is not remembered. */
  known: Known;
  /** Of the timeline. */
  seq: number;
}

/**
 * A lab as it is seen from outside, and what of it changes. What has happened is noted at once and looked at when somebody
 * wants to know: so however much happens, a follower gets the latest alone, at a steady pace, and nothing is queued for it.
 */
export class LabView {
  readonly roster: Roster;
  readonly timeline: Timeline;
  /** Where lab time stops by itself; nowhere where it is real time. */
  readonly stops: ClockStops | undefined;
  /** Settles when machines that do not run have been found, too. */
  readonly ready: Promise<void>;
  readonly #membership: LabMembership;
  readonly #realTime: Clock;
  readonly #log: ChangeLog;
  readonly #followers = new Set<Follower>();
  readonly #troubles = new Troubles();
  readonly #dirty = new Set<string>();
  readonly #stopListening: readonly (() => void)[];
  #version: number;
  #swarm: Since<LabSwarm>;
  #clock: Since<LabClockState>;
  /** For those who follow. */
  #timer: Timer | undefined;
  #clockTimer: Timer | undefined;
  #isClosed = false;

  /** @param onStop hears that lab time has stopped by itself */
  constructor(membership: LabMembership, realTime: Clock, onStop: ClockStopsOptions['onStop']) {
    this.#membership = membership;
    this.#realTime = realTime;
    const { lab, clock } = membership;
    this.#version = realTime.now() * versionsPerMs;
    this.#log = new ChangeLog(() => ++this.#version, this.#version);
    this.roster = new Roster(lab);
    const nameOf = (nodeId: string): string => this.nameOf(nodeId);
    this.timeline = new Timeline({ journalAfter: (seq, count) => lab.journalAfter(seq, count), nameOf });
    this.stops = clock instanceof LabClock ? this.#stopsOf(clock, onStop) : undefined;
    for (const nodeId of lab.state.nodes.keys()) this.#dirty.add(nodeId);
    lab.control.onNode(({ before, after }) => this.mark((after ?? before)?.id));
    lab.control.onJournal((entry) => {
      this.stops?.heed(entry);
      this.mark();
    });
    lab.control.onLeader(() => this.mark());
    this.#stopListening = [
      lab.onNode((name, event) => this.#heed(name, event)),
      clock instanceof LabClock ? clock.onChange(() => this.mark()) : () => undefined,
    ];
    this.#swarm = { version: this.#version, value: labSwarmOf(lab.state) };
    this.#clock = { version: this.#version, value: this.clock };
    this.ready = this.#findOthers();
    // Whoever waits for it hears of it.
    this.ready.catch(() => undefined);
    membership.closing.addEventListener('abort', () => this.#close(), { once: true });
  }

  /** What is shown of a node's name. */
  nameOf(nodeId: string): string {
    const hostname = this.#membership.lab.state.nodes.get(nodeId)?.description?.hostname;
    return (this.roster.nameOf(nodeId) ?? hostname ?? '').slice(0, 255);
  }

  get clock(): LabClockState {
    const { clock } = this.#membership;
    return labClockOf(clock, this.#realTime, (nodeId) => this.nameOf(nodeId), this.stops?.state);
  }

  /** All nodes as they are now. */
  get nodes(): LabNodes {
    this.#look();
    return { Version: this.#version, Nodes: this.#log.rows };
  }

  /** A node as it is now; `undefined` for one that is not there. */
  rowOf(nodeId: string): LabNodeRow | undefined {
    this.mark(nodeId);
    this.#look();
    return this.#log.get(nodeId);
  }

  /** Something has happened: to a node, or to the lab as a whole. */
  mark(nodeId?: string): void {
    if (this.#isClosed) return;
    if (nodeId !== undefined) this.#dirty.add(nodeId);
    if (this.#dirty.size > mostDirty) this.#look();
    this.#tellSoon();
  }

  /** The machine of a simulated node is gone. */
  forget(name: string): void {
    this.#troubles.forget(name);
    this.mark(this.roster.forget(name));
  }

  /** See `LabControl.changes`. */
  changes(after: number | undefined): Flow<LabChange> {
    return (sink) => {
      if (this.#isClosed) {
        sink.end();
        return () => undefined;
      }
      this.#look();
      const isKnown = after !== undefined && after <= this.#version;
      const known = { version: isKnown ? after : 0, begun: 0 };
      const follower = { sink, known, seq: this.timeline.read() };
      this.#followers.add(follower);
      this.#tell(follower);
      return () => {
        this.#followers.delete(follower);
        if (this.#followers.size === 0) this.#rest();
      };
    };
  }

  #close(): void {
    this.#isClosed = true;
    this.#rest();
    for (const stop of this.#stopListening) stop();
    for (const { sink } of this.#followers) sink.end();
    this.#followers.clear();
  }

  /** Nobody follows. */
  #rest(): void {
    this.#timer?.cancel();
    this.#clockTimer?.cancel();
    [this.#timer, this.#clockTimer] = [undefined, undefined];
  }

  #stopsOf(clock: LabClock, onStop: ClockStopsOptions['onStop']): ClockStops {
    return new ClockStops({
      clock,
      nodes: () => this.nodes.Nodes,
      node: (nodeId) => this.rowOf(nodeId),
      nameOf: (nodeId) => this.nameOf(nodeId),
      onChange: () => this.mark(),
      onStop,
    });
  }

  async #findOthers(): Promise<void> {
    await this.roster.readDisk(this.#membership.directory);
    for (const nodeId of this.roster.ids) this.mark(nodeId);
  }

  #heed(name: string, event: NodeEvent | undefined): void {
    if (!this.#membership.lab.nodes.has(name)) this.#troubles.forget(name);
    else this.#troubles.heed(name, event);
    for (const nodeId of this.roster.heed(name)) {
      this.mark(nodeId);
      this.stops?.heedNode(nodeId);
    }
  }

  /** Notes what of that which has happened can be seen. */
  #look(): void {
    const { state } = this.#membership.lab;
    for (const nodeId of this.#dirty) {
      const trouble = this.#troubles.of(this.roster.nameOf(nodeId) ?? '');
      this.#log.put(nodeId, nodeRowOf(nodeId, state, this.roster, trouble));
    }
    this.#dirty.clear();
    const swarm = labSwarmOf(state);
    if (!isDeepStrictEqual(swarm, this.#swarm.value)) this.#swarm = { version: ++this.#version, value: swarm };
    const { clock } = this;
    if (!isSameClock(clock, this.#clock.value)) this.#clock = { version: ++this.#version, value: clock };
  }

  #tellSoon(): void {
    if (this.#followers.size === 0 || this.#isClosed) return;
    this.#timer ??= this.#realTime.after(paceMs, () => {
      this.#timer = undefined;
      this.#look();
      this.timeline.read();
      for (const follower of this.#followers) this.#tell(follower);
    });
  }

  /** Of time that falls behind its pace no timer tells. */
  #watchClock(): void {
    const { Speed, Paused } = this.#clock.value;
    if (Speed === 1 || Paused) return;
    this.#clockTimer ??= this.#realTime.after(fastClockMs, () => {
      this.#clockTimer = undefined;
      this.#tellSoon();
    });
  }

  /** Tells one follower what it does not know, as much of it as it gets at a time. */
  #tell(follower: Follower): void {
    const { seq, sink } = follower;
    // Whoever is slow gets what is the latest by then, and makes nobody keep anything for it.
    if (!sink.isRead) return this.#tellSoon();
    const nodes = this.#log.tell(follower.known, this.#version, mostRows);
    const version = nodes.isWhole ? 0 : follower.known.version;
    const journal = this.timeline.after(seq, mostEntries);
    const isDue = ({ version: at }: Since<unknown>): boolean => at > version && at <= nodes.version;
    const [swarm, clock] = [isDue(this.#swarm), isDue(this.#clock)];
    follower.known = nodes.known;
    follower.seq = journal.Entries.at(-1)?.Seq ?? seq;
    const hasMore = nodes.hasMore || journal.More;
    const isNews = nodes.isWhole || nodes.version > version || journal.Entries.length > 0;
    if (isNews) {
      sink.send({
        Version: nodes.version,
        Whole: nodes.isWhole,
        More: hasMore,
        Nodes: nodes.rows,
        Removed: nodes.removed,
        Swarm: swarm ? this.#swarm.value : undefined,
        Clock: clock ? { ...this.#clock.value, ...this.#timeNow() } : undefined,
        Journal: journal.Entries,
      });
    }
    if (hasMore) this.#tellSoon();
    this.#watchClock();
  }

  #timeNow(): Pick<LabClockState, 'Now' | 'Real'> {
    return { Now: this.#membership.clock.now(), Real: this.#realTime.now() };
  }
}

/** That time goes by is nothing new, as long as it does so at the pace that is known. */
function isSameClock(one: LabClockState, other: LabClockState): boolean {
  const { Now, Real, ...rest } = one;
  const { Now: then, Real: realThen, ...before } = other;
  const expected = then + (one.Paused ? 0 : (Real - realThen) * one.Speed);
  return isDeepStrictEqual(rest, before) && Math.abs(Now - expected) < 1_000 * one.Speed;
}
