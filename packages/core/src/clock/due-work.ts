import type { Clock, Timer, TimerLabel } from './clock.ts';
import type { QueuedTimer } from './timer-queue.ts';

/** Work of a timer that has not settled. */
export interface UnsettledWork {
  readonly label: TimerLabel | undefined;
  /** Lab time, ms since epoch. */
  readonly dueAt: number;
  /** It has hit its deadline: time has gone on without it. */
  readonly isOverdue: boolean;
}

export interface DueWorkOptions {
  readonly realTime: Clock;
  /** Real time that each work has before lab time goes on without it, ms. */
  readonly deadlineMs: number;
  /** Some work has settled, or hit its deadline. */
  readonly onChange: () => void;
  readonly onError: (error: unknown, label: TimerLabel | undefined) => void;
}

/** The work of timers that were due, from its start until it has settled. */
export class DueWork {
  readonly #options: DueWorkOptions;
  readonly #standing = new Map<QueuedTimer, Timer>();
  readonly #overdue = new Set<QueuedTimer>();
  #isClosed = false;

  constructor(options: DueWorkOptions) {
    this.#options = options;
  }

  /** Whether there is work for which time stands still. */
  get isStanding(): boolean {
    return this.#standing.size > 0;
  }

  /** Work without which time has gone on: the moment of the oldest, ms since epoch. */
  get overdueSince(): number | undefined {
    // All have the same time: so the oldest came first.
    return this.#overdue.values().next().value?.at;
  }

  get count(): number {
    return this.#overdue.size + this.#standing.size;
  }

  /** The oldest work that has not settled. @param most so many at most */
  list(most: number): readonly UnsettledWork[] {
    const list: UnsettledWork[] = [];
    const take = (timers: Iterable<QueuedTimer>, isOverdue: boolean): void => {
      for (const { label, at } of timers) {
        if (list.length === most) return;
        list.push({ label, dueAt: at, isOverdue });
      }
    };
    take(this.#overdue, true);
    take(this.#standing.keys(), false);
    return list;
  }

  /** Calls a timer back and, where that yields a promise, follows it. Whatever it throws is reported. */
  start(timer: QueuedTimer): void {
    const { onError, realTime, deadlineMs } = this.#options;
    try {
      const work = timer.due();
      if (!isThenable(work)) return;
      const pass = (): void => this.#pass(timer);
      if (!this.#isClosed) this.#standing.set(timer, realTime.after(deadlineMs, pass));
      void this.#follow(timer, work);
    } catch (error) {
      onError(error, timer.label);
    }
  }

  /** Waits for nothing more; errors are still reported. */
  close(): void {
    this.#isClosed = true;
    for (const deadline of this.#standing.values()) deadline.cancel();
    this.#standing.clear();
    this.#overdue.clear();
  }

  async #follow(timer: QueuedTimer, work: PromiseLike<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#options.onError(error, timer.label);
    }
    this.#standing.get(timer)?.cancel();
    if (this.#standing.delete(timer) || this.#overdue.delete(timer)) this.#options.onChange();
  }

  #pass(timer: QueuedTimer): void {
    this.#standing.delete(timer);
    this.#overdue.add(timer);
    this.#options.onChange();
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
