import { constants } from 'node:http2';
import type http2 from 'node:http2';
import { fromBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { FrameReader } from './frames.ts';
import { decodeMessage } from './metadata.ts';
import { RpcError, statusName, statusOfHttp } from './status.ts';
import type { StatusName } from './status.ts';

export interface ClientStreamOptions {
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Says why the connection ended; `undefined` while it has not. */
  readonly whyClosed: () => string | undefined;
}

/** Messages that wait for a slow reader; beyond these the sender is held back. */
const mostWaiting = 16;

/** One call of a client: its messages as they come, and its status at the end. */
export class ClientStream<Output extends DescMessage> {
  readonly #stream: http2.ClientHttp2Stream;
  readonly #output: Output;
  readonly #options: ClientStreamOptions;
  readonly #reader = new FrameReader();
  readonly #waiting: MessageShape<Output>[] = [];
  #headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {};
  #trailers: http2.IncomingHttpHeaders = {};
  /** Set as soon as the outcome is certain; `OK` is an outcome too. */
  #outcome: RpcError | 'OK' | undefined;
  #wake: () => void = () => undefined;

  constructor(stream: http2.ClientHttp2Stream, output: Output, options: ClientStreamOptions) {
    this.#stream = stream;
    this.#output = output;
    this.#options = options;
    this.#listen();
  }

  /**
   * The messages of the answer.
   *
   * @param most more than this many are a fault
   * @throws {RpcError} unless the call ends with OK
   */
  async *messages(most = Number.POSITIVE_INFINITY): AsyncGenerator<MessageShape<Output>, void> {
    try {
      for (let count = 0; ;) {
        const message = this.#waiting.shift();
        if (message !== undefined) {
          if (++count > most) throw new RpcError('Internal', 'the answer has more than one message');
          if (this.#waiting.length < mostWaiting) this.#stream.resume();
          yield message;
        } else if (this.#outcome === 'OK') return;
        else if (this.#outcome !== undefined) throw this.#outcome;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      if (!this.#stream.closed) this.#stream.close(constants.NGHTTP2_CANCEL);
    }
  }

  #listen(): void {
    const stream = this.#stream;
    const { timeoutMs, signal } = this.#options;
    const cancel = (error: RpcError): void => {
      this.#settle(error);
      stream.close(constants.NGHTTP2_CANCEL);
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => cancel(new RpcError('DeadlineExceeded', 'context deadline exceeded')), timeoutMs);
    const onAbort = (): void => cancel(new RpcError('Canceled', 'context canceled'));
    signal?.addEventListener('abort', onAbort, { once: true });

    stream.once('response', (headers) => (this.#headers = headers));
    stream.once('trailers', (trailers) => (this.#trailers = trailers));
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    // The reason is in the code with which the stream closes, or in the end of the connection.
    stream.on('error', () => undefined);
    stream.once('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#settle(this.#finalOutcome());
    });
  }

  #receive(chunk: Buffer): void {
    try {
      for (const message of this.#reader.push(chunk)) this.#waiting.push(fromBinary(this.#output, message));
      if (this.#waiting.length >= mostWaiting) this.#stream.pause();
      this.#wake();
    } catch (error) {
      this.#settle(
        error instanceof RpcError
          ? error
          : new RpcError('Internal', `the answer is no ${this.#output.name}`, { cause: error }),
      );
      this.#stream.close(constants.NGHTTP2_CANCEL);
    }
  }

  #settle(outcome: RpcError | 'OK'): void {
    this.#outcome ??= outcome;
    this.#wake();
  }

  #finalOutcome(): RpcError | 'OK' {
    const { ':status': http } = this.#headers;
    const status = this.#trailers['grpc-status'] ?? this.#headers['grpc-status'];
    if (status !== undefined) {
      const message = this.#trailers['grpc-message'] ?? this.#headers['grpc-message'];
      const name = /^\d{1,3}$/.test(String(status)) ? statusName(Number(status)) : 'Unknown';
      if (name !== 'OK') return new RpcError(name, decodeMessage(String(message ?? '')));
      return this.#reader.pending > 0 ? new RpcError('Internal', 'the answer ended within a message') : 'OK';
    }
    if (http !== undefined && http !== 200) {
      return new RpcError(statusOfHttp(http), `the server answered with HTTP status ${http} and no gRPC status`);
    }
    const closed = this.#options.whyClosed();
    if (closed !== undefined) {
      return new RpcError('Unavailable', closed, { next: 'Check that the manager is running, then try again.' });
    }
    const code = this.#stream.rstCode;
    return new RpcError(resetStatus[code] ?? 'Unknown', `the server ended the call (HTTP/2 code ${code})`);
  }
}

/** "Errors" in gRPC over HTTP/2. */
const resetStatus: Readonly<Record<number, StatusName>> = {
  [constants.NGHTTP2_PROTOCOL_ERROR]: 'Internal',
  [constants.NGHTTP2_INTERNAL_ERROR]: 'Internal',
  [constants.NGHTTP2_FLOW_CONTROL_ERROR]: 'Internal',
  [constants.NGHTTP2_FRAME_SIZE_ERROR]: 'Internal',
  [constants.NGHTTP2_COMPRESSION_ERROR]: 'Internal',
  [constants.NGHTTP2_REFUSED_STREAM]: 'Unavailable',
  [constants.NGHTTP2_CANCEL]: 'Canceled',
  [constants.NGHTTP2_ENHANCE_YOUR_CALM]: 'ResourceExhausted',
  [constants.NGHTTP2_INADEQUATE_SECURITY]: 'PermissionDenied',
};
