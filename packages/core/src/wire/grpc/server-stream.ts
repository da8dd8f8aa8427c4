import { constants } from 'node:http2';
import type http2 from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMethod, Message, DescMessage } from '@bufbuild/protobuf';
import { isSequence } from '../services.ts';
import type { Init, Metadata, Method, ServerCall } from '../services.ts';
import { frame } from './frames.ts';
import { encodeMessage, longestTimer, parseTimeout } from './metadata.ts';
import { readRequest } from './request.ts';
import type { RequestLimits } from './request.ts';
import { RpcError, statusCodes } from './status.ts';

/** The headers of a call: as Node puts them together, and as they came. */
export interface ReceivedHeaders {
  readonly headers: http2.IncomingHttpHeaders;
  /** Names and values by turns. */
  readonly rawHeaders: readonly string[];
}

export interface ServerStreamOptions<Peer> {
  readonly peer: Peer;
  readonly method: Method<Peer> | undefined;
  /** What is said when there is no such method. */
  readonly whyUnknown: () => string;
  readonly limits: RequestLimits;
  readonly onError: (error: unknown) => void;
}

const contentType = 'application/grpc';
/** How long a client may go on sending what is not wanted, ms of real time. */
const unwantedMs = 1_000;

/** One call: reads the request, runs the handler, writes the answer and its status. */
export class ServerStream<Peer> {
  readonly #stream: http2.ServerHttp2Stream;
  readonly #headers: http2.IncomingHttpHeaders;
  readonly #rawHeaders: readonly string[];
  readonly #options: ServerStreamOptions<Peer>;
  readonly #abort = new AbortController();
  /** What the handler of a streaming call gives. */
  #messages: AsyncGenerator<Init, void> | undefined;
  #deadline: NodeJS.Timeout | undefined;
  /** The status has been sent, or nobody is there to receive it. */
  #ended = false;

  constructor(
    stream: http2.ServerHttp2Stream,
    { headers, rawHeaders }: ReceivedHeaders,
    options: ServerStreamOptions<Peer>,
  ) {
    this.#stream = stream;
    this.#headers = headers;
    this.#rawHeaders = rawHeaders;
    this.#options = options;
  }

  /** Carries the call through to its end. Never rejects: whatever happens becomes its status. */
  async run(): Promise<void> {
    const stream = this.#stream;
    // The reason is in the code with which the stream closes.
    stream.on('error', () => undefined);
    stream.once('close', () => {
      if (!this.#ended) this.#cancel();
    });
    const { ':method': verb, 'content-type': type = '' } = this.#headers;
    if (verb !== 'POST' || !isGrpc(type)) {
      this.#refuse(verb === 'POST' ? 415 : 405);
      return;
    }
    try {
      const { method, limits } = this.#options;
      if (method === undefined) throw new RpcError('Unimplemented', this.#options.whyUnknown());
      this.#startDeadline();
      await this.#answer(method, await readRequest(stream, limits));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The server stops: whoever listens to a stream is told to look elsewhere. Other calls get time for their answer. */
  shutDown(): void {
    if (this.#options.method?.description.methodKind === 'server_streaming') {
      this.#fail(new RpcError('Unavailable', 'the manager is shutting down'));
    }
  }

  #startDeadline(): void {
    const header = this.#headers['grpc-timeout'];
    if (header === undefined) return;
    const ms = parseTimeout(String(header));
    if (ms === undefined) {
      throw new RpcError('Internal', 'malformed grpc-timeout', {
        expected: 'up to eight digits and one of H M S m u n',
      });
    }
    const expire = (): void => this.#fail(new RpcError('DeadlineExceeded', 'context deadline exceeded'));
    this.#deadline = setTimeout(expire, Math.min(ms, longestTimer));
  }

  async #answer({ description, handler }: Method<Peer>, request: Buffer): Promise<void> {
    if (this.#ended) return;
    const { peer } = this.#options;
    const call: ServerCall<Peer> = { peer, metadata: metadataOf(this.#rawHeaders), signal: this.#abort.signal };
    const answer = handler(decode(description, request), call);
    if (isSequence(answer)) {
      this.#messages = answer;
      await this.#sendAll(answer, description.output);
      this.#end({ 'grpc-status': '0' });
    } else this.#end({ 'grpc-status': '0' }, encode(description, await answer));
  }

  /** The handler is not asked for a message before the one before it is on its way. */
  async #sendAll(messages: AsyncGenerator<Init, void>, output: DescMessage): Promise<void> {
    for await (const message of messages) {
      if (!this.#isOpen()) return;
      this.#respond();
      if (!this.#stream.write(frame(toBinary(output, create(output, message))))) await this.#drained();
      if (this.#ended) return;
    }
  }

  #drained(): Promise<void> {
    const stream = this.#stream;
    return new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done).off('close', done);
        resolve();
      };
      stream.once('drain', done).once('close', done);
    });
  }

  #fail(thrown: unknown): void {
    const error = thrown instanceof RpcError ? thrown : new RpcError('Internal', 'internal error', { cause: thrown });
    // What a handler throws by accident is for the log and not for the peer; that it was interrupted is no accident.
    if (error !== thrown && !this.#isInterruption(thrown)) this.#options.onError(thrown);
    const status = { 'grpc-status': String(statusCodes[error.code]), 'grpc-message': encodeMessage(error.message) };
    if (this.#isOpen()) {
      if (this.#stream.headersSent) this.#end(status);
      else {
        this.#stream.respond(
          { ':status': 200, 'content-type': contentType, 'grpc-accept-encoding': 'identity', ...status },
          { endStream: true },
        );
        this.#refuseRest();
      }
    }
    this.#cancel();
  }

  #isInterruption(thrown: unknown): boolean {
    return this.#abort.signal.aborted && thrown instanceof Error && thrown.name === 'AbortError';
  }

  /** An answer that is no gRPC, to a request that was none. */
  #refuse(status: number): void {
    this.#stream.respond({ ':status': status }, { endStream: true });
    this.#refuseRest();
    this.#finish();
  }

  /** Whether there is somebody to send to. A stream that has been reset says so before its `close` event. */
  #isOpen(): boolean {
    return !this.#ended && !this.#stream.closed && !this.#stream.destroyed;
  }

  #respond(): void {
    if (this.#stream.headersSent) return;
    this.#stream.respond({ ':status': 200, 'content-type': contentType }, { waitForTrailers: true });
  }

  #end(trailers: http2.OutgoingHttpHeaders, lastMessage?: Buffer): void {
    if (!this.#isOpen()) return;
    const stream = this.#stream;
    this.#respond();
    stream.once('wantTrailers', () => {
      if (!stream.closed && !stream.destroyed) stream.sendTrailers(trailers);
    });
    if (lastMessage) stream.end(lastMessage);
    else stream.end();
    this.#finish();
  }

  /**
   * What the client still sends is not wanted, but it must not hold the stream open. A reset right behind the answer could
   * overtake it (on Node 22 it does), so the client gets a moment to end by itself.
   */
  #refuseRest(): void {
    const stream = this.#stream;
    if (stream.readableEnded) return;
    stream.resume();
    const reset = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), unwantedMs);
    stream.once('close', () => clearTimeout(reset));
  }

  #finish(): void {
    this.#ended = true;
    clearTimeout(this.#deadline);
  }

  /** Whoever still works on the answer may stop. */
  #cancel(): void {
    this.#finish();
    this.#abort.abort();
    this.#messages?.return().catch((error: unknown) => this.#fail(error));
  }
}

function isGrpc(type: string): boolean {
  return /^application\/grpc(?:\+proto)?(?:;|$)/.test(type);
}

/** Read from what came: of several values Node makes one, and where one ended cannot be told any more. */
function metadataOf(rawHeaders: readonly string[]): Metadata {
  return { get: (name) => rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1] === name) };
}

function decode(description: DescMethod, bytes: Uint8Array): Message {
  try {
    return fromBinary(description.input, bytes);
  } catch (cause) {
    throw new RpcError('Internal', `the request is no ${description.input.name}`, { cause });
  }
}

function encode({ output }: DescMethod, message: Init): Buffer {
  return frame(toBinary(output, create(output, message)));
}
