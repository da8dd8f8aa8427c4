import type { Clock, Timer, TimerLabel } from './clock.ts';
import { Course, checkMoment } from './course.ts';
import type { LabClockSnapshot } from './course.ts';
import { DueWork } from './due-work.ts';
import type { UnsettledWork } from './due-work.ts';
import { closed, endless, interrupted, nothingDue, past } from './problem.ts';
import { TimerQueue } from './timer-queue.ts';

export interface LabClockOptions {
  readonly realTime: Clock;
  /** Real time that due work has before lab time goes on without it, ms; 10 s where nothing is said. */
  readonly deadlineMs?: number;
  /** Hears of errors that due work and listeners let through, and of timers that would keep time from passing. */
  readonly onError: (error: unknown, label?: TimerLabel) => void;
}

export interface LabClockState {
  /** ms since epoch */
  readonly now: number;
  readonly speed: number;
  readonly paused: boolean;
  /** Where the farthest of the jumps under way leads, ms since epoch. */
  readonly jumpingTo: number | undefined;
  /**
   * Zero, or: *clock behind*. Time has gone on without work that had hit its deadline. So much lab time has passed since
   * the oldest of it was due, ms.
   */
  readonly behind: number;
  /** Work that has not settled, the oldest first; no more than the first sixteen. */
  readonly waitsFor: readonly UnsettledWork[];
  /** How much of it there is. */
  readonly unsettled: number;
}

/** A moment at which something happens that people care about. */
export interface LabelledMoment {
  /** Lab time, ms since epoch. */
  readonly at: number;
  readonly label: TimerLabel;
}

interface Jump {
  readonly to: number;
  readonly arrival: PromiseWithResolvers<void>;
}

const mostListed = 16;
/** Rounds of timers without delay at one moment; if they go on after that, they are given a {@link breather}. */
const mostRounds = 1000;
/** ms */
const breather = 60_000;

/**
 * Lab time: it can be paused, sped up, and jumped ahead. It never goes backwards, and it stops at each moment at which
 * timers are due until their work has settled:
 *
 * - Timers due at one moment run together, in the order in which they were set; so do those that are set at that moment
 *   without delay, by them or by anybody, also while time is paused. To due work it is the moment at which it was due.
 *   Timers without delay that set one another for ever are reported, and get a delay of a minute.
 * - Work that has not settled by its deadline, which is real time, is left behind: time goes on, and the state says so
 *   until the work has settled. So work that waits for lab time to pass, or for a jump, gets it after the deadline.
 *   An error of work is reported, and time goes on.
 * - Between jumps time follows its {@link Course}. What it misses by standing still it makes up as fast as the work allows:
 *   at speed 1 all of it, else no more than what the course brings within one deadline.
 * - A jump goes from one due moment to the next until it is there; real time does not count meanwhile, and a paused clock
 *   is paused again where it lands. Several jumps are one walk, each settling at its own moment.
 * - Pausing, changing the speed: time stands, or takes its new course, from where it is; nothing older is made up. A
 *   pause also ends all jumps where they are. Work under way goes on, and time waits for it as before.
 *
 * A host that starts again from a snapshot carries on where it was. Time that has passed in between does not count; a
 * jump by minus {@link realTimeOffset} leads back to real time.
 */
export class LabClock implements Clock {
  readonly #realTime: Clock;
  readonly #onError: LabClockOptions['onError'];
  readonly #course: Course;
  readonly #timers = new TimerQueue();
  readonly #work: DueWork;
  readonly #listeners = new Set<() => void>();
  #now: number;
  /** The nearest first. */
  #jumps: readonly Jump[] = [];
  /** It runs what is due, waits for it, and moves on; meanwhile time does not pass by itself. */
  #isDriving = false;
  #rounds = 0;
  /** Real time, for what is due next. */
  #wake: Timer | undefined;
  /** Resolves when there may be something to do while time waits for work. */
  #nudge = Promise.withResolvers<void>();
  #isClosed = false;

  /** @throws {ClockProblem} `speed`, `beyond` */
  constructor(start: LabClockSnapshot, { realTime, deadlineMs = 10_000, onError }: LabClockOptions) {
    this.#realTime = realTime;
    this.#onError = onError;
    this.#course = new Course(start, realTime, deadlineMs);
    this.#work = new DueWork({ realTime, deadlineMs, onError, onChange: () => this.#heedWork() });
    this.#now = Math.floor(start.at);
    this.#plan();
  }

  now(): number {
    if (!this.#isDriving && !this.#isClosed) {
      this.#moveTo(Math.min(this.#course.count(this.#now), this.#timers.first?.at ?? Infinity));
      // A real timer may come late: after a laptop's sleep, or where the machine is busy.
      if (this.#isDue) void this.#drive();
    }
    return this.#now;
  }

  after(milliseconds: number, due: () => unknown, label?: TimerLabel): Timer {
    const now = this.now();
    if (this.#isClosed) return { cancel: () => undefined };
    const delay = milliseconds > 0 ? Math.ceil(milliseconds) : this.#delayOfNone(label);
    const timer = this.#timers.add(now + delay, due, label);
    if (this.#isDriving) this.#nudge.resolve();
    else if (this.#timers.first === timer) this.#plan();
    return timer;
  }

  get state(): LabClockState {
    const now = this.now();
    const { speed, paused } = this.#course;
    return {
      now,
      speed,
      paused,
      jumpingTo: this.#jumps.at(-1)?.to,
      behind: now - (this.#work.overdueSince ?? now),
      waitsFor: this.#work.list(mostListed),
      unsettled: this.#work.count,
    };
  }

  /** The state from which another clock carries on. Timers and jumps are not part of it. */
  snapshot(): LabClockSnapshot {
    const { speed, paused } = this.#course;
    return { at: this.now(), speed, paused };
  }

  /**
   * Calls back when something else changes than the time that it is: pauses, speed, jumps, and what time waits for.
   *
   * @returns ends that
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Stops time, and all jumps where they are. What is due at this moment still runs. */
  pause(): void {
    const now = this.now();
    for (const { to, arrival } of this.#takeJumps()) arrival.reject(interrupted(to, now));
    this.#follow({ paused: true });
  }

  /** Lets time pass again. */
  resume(): void {
    if (this.#course.paused) this.#follow({ paused: false });
  }

  /**
   * Changes how fast time passes, from now on.
   *
   * @param speed lab time that passes in as much real time, 1 to 1 000 000
   * @throws {ClockProblem} `speed`
   */
  setSpeed(speed: number): void {
    if (speed !== this.#course.speed) this.#follow({ speed });
  }

  /**
   * Moves ahead to a moment, running whatever is due on the way, and at that moment.
   *
   * @param moment ms since epoch; the present one runs what is due now
   * @returns settles when time has come there, and the work has settled or hit its deadline
   * @throws {ClockProblem} `past`, `beyond`; `interrupted` by a pause, `closed`
   */
  async jumpTo(moment: number): Promise<void> {
    const now = this.now();
    checkMoment(moment);
    if (this.#isClosed) throw closed();
    if (moment < now) throw past(moment, now);
    const jump: Jump = { to: Math.floor(moment), arrival: Promise.withResolvers() };
    this.#jumps = [...this.#jumps, jump].toSorted((one, other) => one.to - other.to);
    this.#plan();
    this.#tell();
    await jump.arrival.promise;
  }

  /** Moves ahead by some ms; see {@link jumpTo}. */
  jumpBy(milliseconds: number): Promise<void> {
    return this.jumpTo(this.now() + milliseconds);
  }

  /** Moves ahead to the {@link nextMoment}; see {@link jumpTo}. @throws {ClockProblem} `nothing-due` as well */
  async jumpToNext(): Promise<void> {
    const next = this.nextMoment();
    if (next === undefined) throw nothingDue();
    await this.jumpTo(next.at);
  }

  /** The next timer that has a label. */
  nextMoment(): LabelledMoment | undefined {
    const timer = this.#timers.firstLabelled();
    return timer?.label && { at: timer.at, label: timer.label };
  }

  /** How far lab time is ahead of real time, ms; negative when it is behind. */
  realTimeOffset(): number {
    return this.now() - this.#realTime.now();
  }

  /**
   * Whether lab time is real time and stays with it: only then external CAs and real engines can take part.
   *
   * @param toleranceMs how far the two may be apart
   */
  isRealTime(toleranceMs = 60_000): boolean {
    const { speed, paused } = this.#course;
    return speed === 1 && !paused && Math.abs(this.realTimeOffset()) <= toleranceMs;
  }

  /** Ends time: it stands, nothing falls due any more, and jumps under way are rejected with `closed`. */
  close(): void {
    if (this.#isClosed) return;
    this.now();
    this.#isClosed = true;
    this.#wake?.cancel();
    this.#timers.clear();
    this.#work.close();
    for (const { arrival } of this.#takeJumps()) arrival.reject(closed());
    this.#nudge.resolve();
    this.#tell();
    this.#listeners.clear();
  }

  #moveTo(moment: number): void {
    if (moment <= this.#now) return;
    this.#now = moment;
    this.#rounds = 0;
  }

  #delayOfNone(label: TimerLabel | undefined): number {
    if (this.#rounds < mostRounds) return 0;
    if (this.#rounds === mostRounds) {
      this.#rounds++;
      this.#onError(endless(), label);
    }
    return breather;
  }

  #follow(course: Partial<LabClockSnapshot>): void {
    this.#course.begin(this.now(), course);
    this.#plan();
    this.#tell();
  }

  #takeJumps(): readonly Jump[] {
    const jumps = this.#jumps;
    this.#jumps = [];
    return jumps;
  }

  #heedWork(): void {
    if (!this.#work.isStanding) this.#nudge.resolve();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /** Sees to it that time is moved when it is next due to move. */
  #plan(): void {
    if (this.#isDriving || this.#isClosed) return;
    if (this.#jumps.length > 0 || this.#isDue) {
      void this.#drive();
      return;
    }
    const wait = this.#course.realTimeUntil(this.#timers.first?.at ?? Infinity);
    this.#wake?.cancel();
    this.#wake = wait === Infinity ? undefined : this.#realTime.after(wait, () => this.#awake());
  }

  #awake(): void {
    this.now();
    this.#plan();
  }

  get #isDue(): boolean {
    const { first } = this.#timers;
    return first !== undefined && first.at <= this.#now;
  }

  /**
   * Runs, waits and moves on until nothing is due. Between two steps everything else has its turn: what was settled is
   * heard before time moves, and no timers can keep the process from anything.
   */
  async #drive(): Promise<void> {
    this.#isDriving = true;
    this.#wake?.cancel();
    do await turn();
    while (await this.#step());
    this.#isDriving = false;
    this.#rounds = 0;
    this.#plan();
  }

  /** @returns whether there may be more to do */
  async #step(): Promise<boolean> {
    if (this.#isClosed) return false;
    if (this.#isDue) {
      this.#runDue();
      return true;
    }
    if (this.#work.isStanding) {
      this.#nudge = Promise.withResolvers();
      this.#tell();
      await this.#nudge.promise;
      return true;
    }
    return this.#moveOn();
  }

  /** Runs what is due; what is set meanwhile has the next turn. */
  #runDue(): void {
    this.#rounds++;
    const { lastOrder } = this.#timers;
    for (;;) {
      const { first } = this.#timers;
      if (first === undefined || first.at > this.#now || first.order > lastOrder) return;
      first.cancel();
      this.#work.start(first);
    }
  }

  /** Moves to the next moment at which something is due, or a jump ends, or to where the course is. */
  #moveOn(): boolean {
    const [jump, ...others] = this.#jumps;
    const limit = jump?.to ?? this.#course.count(this.#now);
    const next = this.#timers.first?.at ?? Infinity;
    this.#moveTo(Math.min(next, limit));
    if (next <= limit) {
      this.#runDue();
      return true;
    }
    if (jump === undefined) return false;
    this.#jumps = others;
    this.#course.begin(this.#now);
    jump.arrival.resolve();
    this.#tell();
    return true;
  }
}

/** A turn of the event loop: promises, then sockets and real timers. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
