import type { Clock, Timer } from '../../clock/clock.ts';
import { RpcError } from '../../wire/grpc/status.ts';
import type { CallOptions } from '../../wire/network.ts';
import type { Gate } from './gate.ts';

/** One for all: whoever has given up knows where, and an error of its own would cost more than the call. */
const canceled = new RpcError('Canceled', 'context canceled');

/** How long a caller waits for a call, whatever becomes of the call itself. */
export class Patience {
  readonly #options: CallOptions;
  readonly #onEnd: (patience: Patience) => void;
  readonly #deadline: Timer | undefined;
  #end: { readonly error: RpcError } | undefined;
  #reject: ((error: RpcError) => void) | undefined;

  /** @param awake shut while the caller cannot notice that its time is over */
  constructor(options: CallOptions, realTime: Clock, awake: Gate, onEnd: (patience: Patience) => void) {
    this.#options = options;
    this.#onEnd = onEnd;
    options.signal?.addEventListener('abort', this, { once: true });
    if (options.timeoutMs === undefined) return;
    const expire = (): void => this.giveUp(new RpcError('DeadlineExceeded', 'context deadline exceeded'));
    this.#deadline = realTime.after(options.timeoutMs, () => void awake.passed().then(expire));
  }

  /** The caller's signal has spoken. */
  handleEvent(): void {
    this.giveUp(canceled);
  }

  /** The caller waits no longer. */
  giveUp(error: RpcError): void {
    if (this.#end !== undefined) return;
    this.#end = { error };
    this.#reject?.(error);
  }

  /** Waits for one thing at a time. @throws what it rejects with, or why the caller has given up */
  for<Result>(wanted: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      if (this.#end !== undefined) reject(this.#end.error);
      wanted.then(resolve, reject);
    });
  }

  /** The call is over. */
  end(): void {
    this.#deadline?.cancel();
    this.#options.signal?.removeEventListener('abort', this);
    this.#onEnd(this);
  }
}
