import type http2 from 'node:http2';
import { constants } from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMethod, Message, MessageInitShape, DescMessage } from '@bufbuild/protobuf';
import { FrameReader, frame } from './frames.ts';
import { encodeMessage, parseTimeout } from './metadata.ts';
import { RpcError, statusCodes } from './status.ts';

/** A call, as its handler sees it. */
export interface ServerCall<Peer> {
  readonly peer: Peer;
  /** Headers of the call; what they claim of the caller is worth nothing unless the peer is trusted to say it. */
  readonly metadata: http2.IncomingHttpHeaders;
  /** Aborts when nobody waits for the answer any more, or the server stops. */
  readonly signal: AbortSignal;
}

type Init = MessageInitShape<DescMessage>;

/** A method and what carries it out. */
export interface Method<Peer> {
  readonly path: string;
  readonly description: DescMethod;
  readonly handler: (request: Message, call: ServerCall<Peer>) => Promise<Init> | Init | AsyncGenerator<Init, void>;
}

export interface ServerStreamOptions<Peer> {
  readonly peer: Peer;
  readonly method: Method<Peer> | undefined;
  /** What is said when there is no such method. */
  readonly unknown: string;
  readonly mostMessageBytes: number;
  readonly onError: (error: unknown) => void;
}

const contentType = 'application/grpc';
/** How long a client may go on sending what is not wanted, ms of real time. */
const unwantedMs = 1_000;

/** One call: reads the request, runs the handler, writes the answer and its status. */
export class ServerStream<Peer> {
  readonly #stream: http2.ServerHttp2Stream;
  readonly #headers: http2.IncomingHttpHeaders;
  readonly #options: ServerStreamOptions<Peer>;
  readonly #abort = new AbortController();
  #deadline: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, options: ServerStreamOptions<Peer>) {
    this.#stream = stream;
    this.#headers = headers;
    this.#options = options;
  }

  start(): void {
    const stream = this.#stream;
    // The reason is in the code with which the stream closes.
    stream.on('error', () => undefined);
    stream.once('close', () => this.#leave());
    const { ':method': verb, 'content-type': type = '' } = this.#headers;
    if (verb !== 'POST' || !/^application\/grpc(?:\+proto)?(?:;|$)/.test(type)) {
      stream.respond({ ':status': verb === 'POST' ? 415 : 405 }, { endStream: true });
      this.#refuseRest();
      return;
    }
    const { method } = this.#options;
    if (method === undefined) this.#fail(new RpcError('Unimplemented', this.#options.unknown));
    else if (this.#startDeadline()) this.#readRequest(method);
  }

  /** The server stops: whoever waits is told to look elsewhere. */
  shutDown(): void {
    if (this.#options.method?.description.methodKind === 'server_streaming') {
      this.#fail(new RpcError('Unavailable', 'the manager is shutting down'));
      this.#abort.abort();
    }
  }

  #startDeadline(): boolean {
    const header = this.#headers['grpc-timeout'];
    if (header === undefined) return true;
    const ms = parseTimeout(String(header));
    if (ms === undefined) {
      this.#fail(
        new RpcError('Internal', 'malformed grpc-timeout', { expected: 'up to eight digits and one of H M S m u n' }),
      );
      return false;
    }
    const expire = (): void => {
      this.#fail(new RpcError('DeadlineExceeded', 'context deadline exceeded'));
      this.#abort.abort();
    };
    this.#deadline = setTimeout(expire, Math.min(ms, 2 ** 31 - 1));
    return true;
  }

  #readRequest(method: Method<Peer>): void {
    const stream = this.#stream;
    const reader = new FrameReader(this.#options.mostMessageBytes);
    let request: Buffer | undefined;
    stream.on('data', (chunk: Buffer) => {
      if (this.#ended) return;
      try {
        for (const message of reader.push(chunk)) {
          if (request !== undefined)
            throw new RpcError('Internal', 'the call has more than one message in its request');
          request = message;
        }
      } catch (error) {
        this.#fail(error);
      }
    });
    stream.once('end', () => {
      if (this.#ended) return;
      if (request === undefined || reader.pending > 0) {
        this.#fail(new RpcError('Internal', 'the request ended before its message was complete'));
      } else void this.#run(method, request);
    });
  }

  /** Never rejects: whatever happens becomes the status of the call. */
  async #run({ description, handler }: Method<Peer>, bytes: Buffer): Promise<void> {
    try {
      const call: ServerCall<Peer> = {
        peer: this.#options.peer,
        metadata: this.#headers,
        signal: this.#abort.signal,
      };
      const answer = handler(decode(description, bytes), call);
      const output = description.output;
      if (isSequence(answer)) await this.#sendAll(answer, output);
      else this.#send(await answer, output);
      this.#succeed();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #sendAll(messages: AsyncGenerator<Init, void>, output: DescMessage): Promise<void> {
    try {
      for await (const message of messages) {
        if (this.#ended) return;
        if (!this.#send(message, output)) await this.#drained();
      }
    } finally {
      await messages.return();
    }
  }

  /** @returns whether more may be written at once */
  #send(message: Init, output: DescMessage): boolean {
    if (this.#ended) return true;
    if (!this.#stream.headersSent) this.#respond();
    return this.#stream.write(frame(toBinary(output, create(output, message))));
  }

  #respond(): void {
    this.#stream.respond({ ':status': 200, 'content-type': contentType }, { waitForTrailers: true });
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#stream.off('drain', done).off('close', done);
        resolve();
      };
      this.#stream.once('drain', done).once('close', done);
    });
  }

  #succeed(): void {
    if (this.#ended) return;
    if (!this.#stream.headersSent) this.#respond();
    this.#end({ 'grpc-status': '0' });
  }

  #fail(thrown: unknown): void {
    if (this.#ended) return;
    const error = asRpcError(thrown);
    if (error !== thrown) this.#options.onError(thrown);
    const status = { 'grpc-status': String(statusCodes[error.code]), 'grpc-message': encodeMessage(error.message) };
    if (this.#stream.headersSent) this.#end(status);
    else {
      this.#leave();
      this.#stream.respond({ ':status': 200, 'content-type': contentType, ...status }, { endStream: true });
    }
    this.#refuseRest();
  }

  #end(trailers: http2.OutgoingHttpHeaders): void {
    this.#leave();
    this.#stream.once('wantTrailers', () => this.#stream.sendTrailers(trailers));
    this.#stream.end();
  }

  /**
   * What the client still sends is not wanted, but it must not hold the stream open. A reset right behind the answer could
   * overtake it (on Node 22 it does), so the client gets a moment to end by itself.
   */
  #refuseRest(): void {
    const stream = this.#stream;
    if (stream.readableEnded || stream.destroyed) return;
    stream.resume();
    const reset = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), unwantedMs);
    stream.once('close', () => clearTimeout(reset));
  }

  #leave(): void {
    this.#ended = true;
    clearTimeout(this.#deadline);
    if (this.#stream.closed || this.#stream.destroyed) this.#abort.abort();
  }
}

function decode(description: DescMethod, bytes: Uint8Array): Message {
  try {
    return fromBinary(description.input, bytes);
  } catch (cause) {
    throw new RpcError('Internal', `the request is no ${description.input.name}`, { cause });
  }
}

function isSequence(answer: unknown): answer is AsyncGenerator<Init, void> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;
}

/** What a handler throws by accident stays here: its text is for the log and not for the peer. */
function asRpcError(thrown: unknown): RpcError {
  return thrown instanceof RpcError ? thrown : new RpcError('Internal', 'internal error', { cause: thrown });
}
