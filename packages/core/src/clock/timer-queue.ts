import type { Timer, TimerLabel } from './clock.ts';

/** A timer that waits in a queue. */
export interface QueuedTimer extends Timer {
  /** When it is due, ms since epoch. */
  readonly at: number;
  /** Which of the queue's timers it is, counted from 1 in the order in which they were set. */
  readonly order: number;
  readonly due: () => unknown;
  readonly label: TimerLabel | undefined;
}

/** A queued timer, and where in the heap it stands. */
interface Entry extends QueuedTimer {
  index: number;
}

/**
 * Timers by the moment at which they are due, and for the same moment in the order in which they were set: a binary heap in
 * which every timer knows its place. Setting, cancelling and taking cost O(log n); a cancelled timer leaves nothing behind.
 */
export class TimerQueue {
  readonly #heap: Entry[] = [];
  #lastOrder = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** The {@link QueuedTimer.order} of the timer that was set last. */
  get lastOrder(): number {
    return this.#lastOrder;
  }

  /** The timer that is due first. */
  get first(): QueuedTimer | undefined {
    return this.#heap[0];
  }

  /** @param at ms since epoch */
  add(at: number, due: () => unknown, label?: TimerLabel): QueuedTimer {
    const cancel = (): void => this.#remove(entry);
    const entry: Entry = { at, order: ++this.#lastOrder, due, label, cancel, index: this.#heap.length };
    this.#heap.push(entry);
    this.#rise(entry);
    return entry;
  }

  /** The first timer that has a label. The heap is searched no further down than the labels lie. */
  firstLabelled(): QueuedTimer | undefined {
    let found: Entry | undefined;
    const search = (index: number): void => {
      const entry = this.#heap[index];
      if (entry === undefined || (found && isBefore(found, entry))) return;
      if (entry.label) {
        found = entry;
        return;
      }
      search(2 * index + 1);
      search(2 * index + 2);
    };
    search(0);
    return found;
  }

  /** Cancels all. */
  clear(): void {
    for (const entry of this.#heap) entry.index = -1;
    this.#heap.length = 0;
  }

  #remove(entry: Entry): void {
    const { index } = entry;
    if (index < 0) return;
    entry.index = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#place(last, index);
    this.#rise(last);
    this.#sink(last);
  }

  #place(entry: Entry, index: number): void {
    this.#heap[index] = entry;
    entry.index = index;
  }

  #rise(entry: Entry): void {
    for (;;) {
      const { index } = entry;
      const parent = this.#heap[(index - 1) >> 1];
      if (parent === undefined || !isBefore(entry, parent)) return;
      this.#place(entry, parent.index);
      this.#place(parent, index);
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const { index } = entry;
      const left = this.#heap[2 * index + 1];
      const right = this.#heap[2 * index + 2];
      const child = left && right && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, entry)) return;
      this.#place(entry, child.index);
      this.#place(child, index);
    }
  }
}

function isBefore(one: QueuedTimer, other: QueuedTimer): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
