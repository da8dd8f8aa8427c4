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
  /** Waits for the next message. */
  #reader: Reader | undefined;
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
    this.#serve();
  }

  /** The other end, or the end of the connection, says how it ended. What came before can still be read. */
  end(outcome: RpcError | 'OK'): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this);
    this.#onEnd(this);
    this.#serve();
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

  /**
   * The next message, when it has come; `undefined` after the last one. One reader asks at a time.
   *
   * @throws {RpcError} if the call has ended otherwise than with OK
   */
  next(): Promise<Message | undefined> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#serve();
    });
  }

  #serve(): void {
    const reader = this.#reader;
    const message = reader && this.#waiting.shift();
    if (reader === undefined || (message === undefined && this.#outcome === undefined)) return;
    this.#reader = undefined;
    if (message === undefined && this.#outcome instanceof RpcError) reader.reject(this.#outcome);
    else reader.resolve(message);
    if (message !== undefined) this.#other?.read();
  }
}

interface Reader {
  readonly resolve: (message: Message | undefined) => void;
  readonly reject: (error: RpcError) => void;
}

/**
 * The one message of an answer.
 *
 * @throws {RpcError} unless the call ends with OK
 */
export async function messageOf(call: ClientCall): Promise<Message> {
  const message = await call.next();
  if (message === undefined) throw new RpcError('Unimplemented', 'the answer has no message');
  // It counts once the call has ended well.
  await call.next();
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

  next(): Promise<Message | undefined> {
    return this.#call.next();
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
