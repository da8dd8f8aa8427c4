import type { Message } from '@bufbuild/protobuf';
import { longestTimer } from '../grpc/metadata.ts';
import { RpcError } from '../grpc/status.ts';
import type { CallOptions } from '../network.ts';
import { Sequence } from '../sequence.ts';
import type { Source } from '../sequence.ts';

/** What a caller can tell the other end. */
export interface CallEnd {
  /** One of the messages has been read. */
  read(): void;
  /** Nobody wants the rest. */
  cancel(): void;
}

/** One call, as its caller sees it: its messages as they come, and its status at the end. */
export class ClientCall {
  readonly #waiting: Message[] = [];
  readonly #signal: AbortSignal | undefined;
  readonly #onEnd: (call: ClientCall) => void;
  #timer: NodeJS.Timeout | undefined;
  /** Set as soon as the outcome is certain; `OK` is an outcome too. */
  #outcome: RpcError | 'OK' | undefined;
  #wake: (() => void) | undefined;
  /** There as soon as the other end has heard of the call. */
  #other: CallEnd | undefined;

  /** @param onEnd told once when the outcome is certain */
  constructor({ timeoutMs, signal }: CallOptions, onEnd: (call: ClientCall) => void) {
    this.#signal = signal;
    this.#onEnd = onEnd;
    signal?.addEventListener('abort', this, { once: true });
    if (timeoutMs !== undefined) this.#timer = setTimeout(expire, Math.min(timeoutMs, longestTimer), this);
  }

  /** The outcome is certain. */
  get isOver(): boolean {
    return this.#outcome !== undefined;
  }

  /** The other end has taken the call on. */
  begun(other: CallEnd): void {
    this.#other = other;
  }

  receive(message: Message): void {
    if (this.#outcome !== undefined) return;
    this.#waiting.push(message);
    this.#wake?.();
  }

  /** The other end, or the end of the connection, says how it ended. What came before can still be read. */
  end(outcome: RpcError | 'OK'): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this);
    this.#onEnd(this);
    this.#wake?.();
  }

  /** The signal has spoken. */
  handleEvent(): void {
    this.giveUp(canceled);
  }

  /** Ends the call from this side. Nobody wants what has not been read yet. */
  giveUp(error: RpcError): void {
    if (this.#outcome !== undefined) return;
    this.#waiting.length = 0;
    this.end(error);
    this.#other?.cancel();
  }

  /** The oldest message that has come and was not taken yet. */
  take(): Message | undefined {
    const message = this.#waiting.shift();
    if (message !== undefined) this.#other?.read();
    return message;
  }

  /** Waits until a message has come, or the outcome is certain. */
  change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** @throws {RpcError} if the call has ended otherwise than with OK */
  check(): void {
    if (this.#outcome instanceof RpcError) throw this.#outcome;
  }
}

/**
 * The one message of an answer.
 *
 * @throws {RpcError} unless the call ends with OK
 */
export async function messageOf(call: ClientCall): Promise<Message> {
  while (!call.isOver) await call.change();
  call.check();
  const message = call.take();
  if (message === undefined) throw new RpcError('Unimplemented', 'the answer has no message');
  return message;
}

/**
 * The messages of an answer. The call begins with the iteration; ending the iteration ends the call.
 *
 * @throws {RpcError} unless the call ends with OK
 */
export function messagesOf(begin: () => ClientCall): AsyncGenerator<Message, void> {
  return new Sequence(() => new Messages(begin()));
}

class Messages implements Source<Message> {
  readonly #call: ClientCall;

  constructor(call: ClientCall) {
    this.#call = call;
  }

  async next(): Promise<Message | undefined> {
    for (;;) {
      const message = this.#call.take();
      if (message !== undefined) return message;
      if (this.#call.isOver) break;
      await this.#call.change();
    }
    this.#call.check();
    return undefined;
  }

  end(): void {
    if (!this.#call.isOver) this.#call.giveUp(canceled);
  }
}

/** One for all: whoever has given up knows where, and an error of its own would cost more than the call. */
const canceled = new RpcError('Canceled', 'context canceled');

function expire(call: ClientCall): void {
  call.giveUp(new RpcError('DeadlineExceeded', 'context deadline exceeded'));
}
