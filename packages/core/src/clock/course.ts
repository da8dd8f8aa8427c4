import type { Clock } from './clock.ts';
import { ClockProblem } from './problem.ts';

/** What lasts of a lab's clock when its host ends: plain data. */
export interface LabClockSnapshot {
  /** Lab time, ms since epoch. */
  readonly at: number;
  /** Lab time that passes in as much real time, 1 to 1 000 000. */
  readonly speed: number;
  readonly paused: boolean;
}

const fastest = 1_000_000;
/** Where lab time ends: certificates can name no year after 9999, and what is issued lasts a while. */
const end = Date.UTC(9999, 0);

/**
 * Where lab time would be if it never stood still: real time × speed, from some moment on. It gets ahead of lab time by no
 * more than a bit of real time brings: so a fast clock neither piles up years behind slow work, nor leaps when a suspended
 * laptop wakes. At speed 1 there is no such bound: lab time is to stay with real time. A real clock that is set back takes
 * nothing back.
 */
export class Course {
  readonly #realTime: Clock;
  readonly #mostMs: number;
  /** Fractions of ms count, too. */
  #at: number;
  #speed: number;
  #paused: boolean;
  /** Real time up to which it is counted, ms since epoch. */
  #counted: number;

  /**
   * @param mostMs real time
   * @throws {ClockProblem} `speed`, `beyond`
   */
  constructor({ at, speed, paused }: LabClockSnapshot, realTime: Clock, mostMs: number) {
    checkSpeed(speed);
    checkMoment(at);
    this.#realTime = realTime;
    this.#mostMs = mostMs;
    this.#at = Math.floor(at);
    this.#speed = speed;
    this.#paused = paused;
    this.#counted = realTime.now();
  }

  get speed(): number {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /**
   * Counts the real time that has passed.
   *
   * @param now where lab time is, ms since epoch
   * @returns where it would be, whole ms since epoch
   */
  count(now: number): number {
    const real = this.#realTime.now();
    const passed = this.#paused ? 0 : Math.max(0, real - this.#counted);
    this.#counted = real;
    const most = this.#speed === 1 ? end : Math.min(end, now + this.#speed * this.#mostMs);
    this.#at = Math.max(this.#at, Math.min(this.#at + passed * this.#speed, most));
    return Math.floor(this.#at);
  }

  /**
   * Begins anew; how far it was ahead of lab time is forgotten.
   *
   * @param now where lab time is, ms since epoch
   * @throws {ClockProblem} `speed`
   */
  begin(now: number, { speed = this.#speed, paused = this.#paused }: Partial<LabClockSnapshot> = {}): void {
    checkSpeed(speed);
    this.#at = now;
    this.#speed = speed;
    this.#paused = paused;
    this.#counted = this.#realTime.now();
  }

  /**
   * How much real time may pass until it has to be counted again.
   *
   * @param due what is due next, ms since epoch
   * @returns ms, at least 1; `Infinity` when nothing is going to happen
   */
  realTimeUntil(due: number): number {
    if (this.#paused) return Infinity;
    const untilDue = Math.ceil((due - this.#at) / this.#speed);
    return Math.max(1, this.#speed === 1 ? untilDue : Math.min(untilDue, this.#mostMs / 2));
  }
}

function checkSpeed(factor: number): void {
  if (factor >= 1 && factor <= fastest) return;
  throw new ClockProblem('speed', `time cannot pass ${factor} times as fast`, {
    expected: `a factor from 1 to ${fastest}`,
    next: 'Pause to let time stand; jump to be somewhere at once.',
  });
}

/** @throws {ClockProblem} `beyond` for a moment that lab time never reaches */
export function checkMoment(moment: number): void {
  if (moment >= 0 && moment <= end) return;
  throw new ClockProblem('beyond', 'lab time does not reach that moment', {
    expected: `a moment from 1970 to ${new Date(end).getUTCFullYear() - 1}`,
    next: 'Choose a nearer one.',
  });
}
