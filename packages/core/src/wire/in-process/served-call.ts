import type { Message } from '@bufbuild/protobuf';
import { decodeMessage, encodeMessage } from '../grpc/metadata.ts';
import { RpcError } from '../grpc/status.ts';
import type { CallOptions } from '../network.ts';
import { isSequence } from '../services.ts';
import type { Init, Metadata, Method, ServerCall } from '../services.ts';
import type { CallEnd, ClientCall } from './client-call.ts';
import { copyMessage } from './copy-message.ts';
import type { Turns } from './turns.ts';

/** A call on its way to the server. */
export interface ArrivingCall {
  readonly client: ClientCall;
  readonly path: string;
  readonly metadata: NonNullable<CallOptions['metadata']>;
}

export interface ServedCallOptions<Peer> {
  readonly peer: Peer;
  readonly method: Method<Peer>;
  readonly turns: Turns;
  readonly onError: (error: unknown) => void;
  /** The handler has nothing more to say. */
  readonly onEnd: (call: ServedCall<Peer>) => void;
}

/** Messages that wait for a slow reader; beyond these the handler is held back. */
const mostWaiting = 16;

/** One for all: an error of its own for every call that ends would cost more than most of the calls. */
const interrupted = new DOMException('nobody waits for the answer any more', 'AbortError');

/** One call, as the server sees it: runs the handler, sends the answer and its status. */
export class ServedCall<Peer> implements ServerCall<Peer>, CallEnd {
  readonly #call: ArrivingCall;
  readonly #options: ServedCallOptions<Peer>;
  /** Made when the handler asks for it: many do not. */
  #abort: AbortController | undefined;
  /** The status has been sent, or nobody is there to receive it. */
  #ended = false;
  /** What the handler of a streaming call gives. */
  #messages: AsyncGenerator<Init, void> | undefined;
  #unread = 0;
  #isHeldBack = false;

  constructor(call: ArrivingCall, options: ServedCallOptions<Peer>) {
    this.#call = call;
    this.#options = options;
  }

  get peer(): Peer {
    return this.#options.peer;
  }

  get metadata(): Metadata {
    const { metadata } = this.#call;
    return { get: (name) => [metadata[name] ?? []].flat() };
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#ended) this.#abort.abort(interrupted);
    }
    return this.#abort.signal;
  }

  /** Carries the call through to its end. Whatever happens becomes its status. */
  run(request: Message): void {
    // Whoever waits here, it is not with the request in hand: a session lasts for days.
    try {
      const answer = this.#options.method.handler(request, this);
      if (isSequence(answer)) {
        this.#messages = answer;
        this.#sendNext();
      } else void this.#sendOne(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #sendOne(answer: Init | Promise<Init>): Promise<void> {
    try {
      this.#send(await answer);
      this.#end('OK');
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The handler is not asked for more while too much waits to be read. */
  #sendNext(): void {
    this.#isHeldBack = this.#unread >= mostWaiting;
    if (this.#isHeldBack || this.#ended) return;
    this.#messages
      ?.next()
      .then((given) => this.#pass(given))
      .catch((error: unknown) => this.#fail(error));
  }

  #pass({ done, value }: IteratorResult<Init, void>): void {
    if (done) this.#end('OK');
    else {
      this.#send(value);
      this.#sendNext();
    }
  }

  read(): void {
    this.#unread--;
    if (this.#isHeldBack) this.#sendNext();
  }

  cancel(): void {
    this.#options.turns.soon(() => this.interrupt());
  }

  /** Nobody waits for the answer any more: whoever still works on it may stop. */
  interrupt(): void {
    if (this.#ended) return;
    this.#finish();
    this.#abort?.abort(interrupted);
  }

  /** The server stops: whoever listens to a stream is told to look elsewhere. Other calls get time for their answer. */
  shutDown(): void {
    if (this.#options.method.description.methodKind === 'server_streaming') {
      this.#fail(shuttingDown());
    }
  }

  #send(message: Init): void {
    if (this.#ended) return;
    const { turns, method } = this.#options;
    const { client } = this.#call;
    const copy = copyMessage(method.description.output, message);
    this.#unread++;
    turns.soon(() => client.receive(copy));
  }

  #fail(thrown: unknown): void {
    const error = thrown instanceof RpcError ? thrown : new RpcError('Internal', 'internal error', { cause: thrown });
    // What a handler throws by accident is for the log and not for the peer; that it was interrupted is no accident.
    if (error !== thrown && !this.#isInterruption(thrown)) this.#options.onError(thrown);
    this.#end(new RpcError(error.code, decodeMessage(encodeMessage(error.message))));
    this.#abort?.abort(interrupted);
  }

  #isInterruption(thrown: unknown): boolean {
    return this.#abort?.signal.aborted === true && thrown instanceof Error && thrown.name === 'AbortError';
  }

  #end(outcome: RpcError | 'OK'): void {
    if (this.#ended) return;
    const { client } = this.#call;
    this.#finish();
    this.#options.turns.soon(() => client.end(outcome));
  }

  #finish(): void {
    this.#ended = true;
    this.#options.onEnd(this);
    this.#messages?.return().catch((error: unknown) => this.#fail(error));
  }
}

/** What is said to whoever has to look for another server. */
export function shuttingDown(): RpcError {
  return new RpcError('Unavailable', 'the manager is shutting down');
}
