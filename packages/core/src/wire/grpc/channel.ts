import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { create, toBinary } from '@bufbuild/protobuf';
import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { checkStart, connectionError } from '../call-errors.ts';
import { defaultUserAgent } from '../network.ts';
import type { CallOptions, Channel, Protection } from '../network.ts';
import { Sequence } from '../sequence.ts';
import { pathOf } from '../services.ts';
import { protectionOf } from '../tls/protection.ts';
import { ClientStream } from './client-stream.ts';
import { frame, mostMessageBytes } from './frames.ts';
import { formatTimeout } from './metadata.ts';
import { clientSessionOptions } from './sessions.ts';
import type { RpcError } from './status.ts';

/** A gRPC client on one connection. */
export class GrpcChannel implements Channel {
  readonly #socket: Duplex;
  readonly #userAgent: string;
  readonly #session: http2.ClientHttp2Session;
  /** The server has spoken HTTP/2, so that it has accepted the connection. */
  #accepted = false;
  #ending: Error | undefined;

  readonly closed: Promise<void>;

  /**
   * Speaks gRPC over a connection that has been opened and judged.
   *
   * @param socket connected; nothing of it has been read
   * @param authority what the calls name as their host; managers do not look at it
   * @param userAgent what they name as their client
   */
  constructor(socket: Duplex, authority: string, userAgent: string = defaultUserAgent) {
    this.#socket = socket;
    this.#userAgent = userAgent;
    this.#session = http2.connect(`https://${authority}`, {
      ...clientSessionOptions,
      createConnection: () => socket,
    });
    this.#session.once('remoteSettings', () => (this.#accepted = true));
    this.#session.on('error', (error) => {
      this.#ending ??= error;
    });
    this.#session.once('goaway', () => {
      this.#ending ??= new Error('the server is going away');
    });
    this.closed = new Promise((resolve) => this.#session.once('close', resolve));
    // Node does not notice when there is nothing left to speak over.
    if (socket.destroyed) {
      this.#ending = socket.errored ?? undefined;
      this.#session.destroy();
    }
  }

  get protection(): Protection | undefined {
    return this.#socket instanceof TLSSocket ? protectionOf(this.#socket) : undefined;
  }

  get isOpen(): boolean {
    return this.#ending === undefined && !this.#session.closed && !this.#session.destroyed;
  }

  async unary<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): Promise<MessageShape<Output>> {
    return this.#open(method, request, options, 1).message();
  }

  serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): AsyncGenerator<MessageShape<Output>, void> {
    return new Sequence(() => this.#open(method, request, options, Number.POSITIVE_INFINITY).messages());
  }

  close(): void {
    this.#session.close();
  }

  destroy(): void {
    this.#session.destroy();
    // A session that was closed before would wait for the server to hang up.
    this.#socket.destroy();
  }

  #open<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output> | DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions,
    mostMessages: number,
  ): ClientStream<Output> {
    checkStart(options);
    const { timeoutMs, signal, metadata } = options;
    const whyClosed = this.#whyClosed();
    if (whyClosed !== undefined) throw whyClosed;
    const stream = this.#session.request({
      ...(metadata && outgoing(metadata)),
      ':method': 'POST',
      ':path': pathOf(method),
      'content-type': 'application/grpc',
      'user-agent': this.#userAgent,
      te: 'trailers',
      ...(timeoutMs !== undefined && { 'grpc-timeout': formatTimeout(timeoutMs) }),
    });
    stream.end(frame(toBinary(method.input, create(method.input, request))));
    return new ClientStream(stream, method.output, {
      mostMessages,
      mostMessageBytes,
      timeoutMs,
      signal,
      whyClosed: () => this.#whyClosed(),
    });
  }

  #whyClosed(): RpcError | undefined {
    return this.isOpen ? undefined : connectionError(this.#ending, this.#accepted);
  }
}

function outgoing(metadata: NonNullable<CallOptions['metadata']>): http2.OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}
