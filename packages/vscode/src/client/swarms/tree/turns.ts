import type { Clock } from '@swarmpki/core/commands';
import type { Disposable } from 'vscode';

/** Time alone changes something no more often than that, ms: lab time may fly. */
const leastMs = 1_000;
/** A timer may be no longer than VS Code's own can be. */
const longestMs = 3_600_000;

/** When which swarms have to be looked at again: one timer, and none while nothing is due. */
export class Turns implements Disposable {
  readonly #clock: Clock;
  readonly #gatherMs: number;
  readonly #look: (due: ReadonlySet<string>) => void;
  /** By the ids of swarms, real time. */
  readonly #due = new Map<string, number>();
  #timer: { readonly at: number; cancel(): void } | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @param gatherMs looks are no nearer to each other */
  constructor(clock: Clock, gatherMs: number, look: (due: ReadonlySet<string>) => void) {
    this.#clock = clock;
    this.#gatherMs = gatherMs;
    this.#look = look;
  }

  /** Something was seen of a swarm. */
  soon(id: string): void {
    this.#ask(id, Math.max(this.#clock.now(), this.#lookedAt + this.#gatherMs));
  }

  /** Something will look otherwise, if nothing is seen until then. @param ms real time; `Infinity` for never */
  within(id: string, ms: number): void {
    if (Number.isFinite(ms)) this.#ask(id, this.#clock.now() + Math.min(longestMs, Math.max(leastMs, ms)));
  }

  dispose(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due.clear();
  }

  #ask(id: string, at: number): void {
    if ((this.#due.get(id) ?? Number.POSITIVE_INFINITY) <= at) return;
    this.#due.set(id, at);
    if (this.#timer !== undefined && this.#timer.at <= at) return;
    this.#arm(at);
  }

  #arm(at: number): void {
    this.#timer?.cancel();
    const timer = this.#clock.after(Math.max(0, at - this.#clock.now()), () => this.#turn());
    this.#timer = { at, cancel: () => timer.cancel() };
  }

  #turn(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    const due = new Set([...this.#due].flatMap(([id, at]) => (at <= now ? [id] : [])));
    for (const id of due) this.#due.delete(id);
    this.#lookedAt = now;
    this.#look(due);
    if (this.#timer !== undefined || this.#due.size === 0) return;
    this.#arm(Math.min(...this.#due.values()));
  }
}
