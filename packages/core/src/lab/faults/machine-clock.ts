import type { Clock, Timer, TimerLabel } from '../../clock/clock.ts';

/**
 * The clock of a machine that can be stopped as by SIGSTOP, be wrong, and be cut off: then lab time waits for none of its work,
 * which could but run into one deadline of real time after another, thousands in a jump of months. It follows another one.
 */
export class MachineClock implements Clock {
  readonly #clock: Clock;
  /** Made when somebody has fallen due meanwhile: mostly nobody ever has. */
  #overdue: Set<MachineTimer> | undefined;
  readonly #isCutOff: () => boolean;
  #isPaused = false;
  #skew = 0;

  constructor(clock: Clock, isCutOff: () => boolean = () => false) {
    this.#clock = clock;
    this.#isCutOff = isCutOff;
  }

  now(): number {
    return this.#clock.now() + this.#skew;
  }

  /** How wrong it is, ms ahead. */
  get skewMs(): number {
    return this.#skew;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  after(milliseconds: number, due: () => unknown, label?: TimerLabel): Timer {
    const timer = new MachineTimer(due, this);
    timer.set(this.#clock.after(milliseconds, () => this.#ring(timer), label));
    return timer;
  }

  /** Calls nobody back from now on. Time goes on: whoever asks is told. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Calls back whoever was due meanwhile, in that order, before this returns. */
  resume(): void {
    this.#isPaused = false;
    for (const timer of this.#overdue ?? []) {
      // Whoever is called back may pause the clock again: what is left stays due.
      if (this.#isPaused) return;
      this.forget(timer);
      this.#ring(timer);
    }
  }

  /** Goes wrong by so much. How long a wait takes does not change. @param ms ahead of the right time, or behind it */
  skew(ms: number): void {
    this.#skew = ms;
  }

  /** A timer that may be due is so no more. */
  forget(timer: MachineTimer): void {
    this.#overdue?.delete(timer);
  }

  /** What is due may have work of its own, for which lab time waits; a machine that is stopped has none. */
  #ring(timer: MachineTimer): unknown {
    if (!this.#isPaused) {
      const work = timer.due();
      return this.#isCutOff() ? undefined : work;
    }
    this.#overdue ??= new Set();
    this.#overdue.add(timer);
    return undefined;
  }
}

class MachineTimer implements Timer {
  readonly due: () => unknown;
  readonly #clock: MachineClock;
  #timer: Timer | undefined;

  constructor(due: () => unknown, clock: MachineClock) {
    this.due = due;
    this.#clock = clock;
  }

  /** Names the timer that it follows. */
  set(timer: Timer): void {
    this.#timer = timer;
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#clock.forget(this);
  }
}
