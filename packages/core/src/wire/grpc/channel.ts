import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { create, toBinary } from '@bufbuild/protobuf';
import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { ClientStream } from './client-stream.ts';
import { frame } from './frames.ts';
import { formatTimeout } from './metadata.ts';
import { RpcError } from './status.ts';

export interface CallOptions {
  /** How long the call may take, ms of real time; the server is told. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A gRPC client on one connection. */
export class GrpcChannel {
  readonly #session: http2.ClientHttp2Session;
  #ending: Error | undefined;

  /** Settles when the connection has ended, however that came about. */
  readonly closed: Promise<void>;

  /**
   * Speaks gRPC over a connection that has been opened and judged.
   *
   * @param socket connected; nothing of it has been read
   * @param authority what the calls name as their host; managers do not look at it
   */
  constructor(socket: Duplex, authority: string) {
    this.#session = http2.connect(`https://${authority}`, {
      createConnection: () => socket,
      settings: { enablePush: false },
    });
    this.#session.on('error', (error) => {
      this.#ending ??= error;
    });
    this.#session.once('goaway', () => {
      this.#ending ??= new Error('the server is going away');
    });
    this.closed = new Promise((resolve) => this.#session.once('close', resolve));
  }

  /** Calls can be made. */
  get isOpen(): boolean {
    return this.#ending === undefined && !this.#session.closed && !this.#session.destroyed;
  }

  /**
   * Makes a call with one answer.
   *
   * @throws {RpcError}
   */
  async unary<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): Promise<MessageShape<Output>> {
    const stream = this.#open(method, request, options);
    let answer: MessageShape<Output> | undefined;
    for await (const message of stream.messages(1)) answer = message;
    if (answer === undefined) throw new RpcError('Internal', 'the answer is empty');
    return answer;
  }

  /**
   * Makes a call with any number of answers. Ending the iteration ends the call.
   *
   * @throws {RpcError} from the iteration, also when the connection ends
   */
  serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    options: CallOptions = {},
  ): AsyncGenerator<MessageShape<Output>, void> {
    return this.#open(method, request, options).messages();
  }

  /** Ends the connection; calls under way may finish. */
  close(): void {
    this.#session.close();
  }

  /** Cuts the connection off. */
  destroy(): void {
    this.#session.destroy();
  }

  #open<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output> | DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    { timeoutMs, signal, metadata }: CallOptions,
  ): ClientStream<Output> {
    if (signal?.aborted) throw new RpcError('Canceled', 'the call was canceled before it was made');
    const closed = this.#whyClosed();
    if (closed !== undefined) throw new RpcError('Unavailable', closed);
    const stream = this.#session.request({
      ':method': 'POST',
      ':path': `/${method.parent.typeName}/${method.name}`,
      'content-type': 'application/grpc',
      'user-agent': 'swarmpki',
      te: 'trailers',
      ...(timeoutMs !== undefined && { 'grpc-timeout': formatTimeout(timeoutMs) }),
      ...metadata,
    });
    stream.end(frame(toBinary(method.input, create(method.input, request))));
    return new ClientStream(stream, method.output, { timeoutMs, signal, whyClosed: () => this.#whyClosed() });
  }

  #whyClosed(): string | undefined {
    if (this.isOpen) return undefined;
    return this.#ending ? `connection error: ${this.#ending.message}` : 'connection error: the connection was closed';
  }
}
