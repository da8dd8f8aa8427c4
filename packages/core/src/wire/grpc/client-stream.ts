import { constants } from 'node:http2';
import type http2 from 'node:http2';
import { fromBinary } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Source } from '../sequence.ts';
import { FrameReader } from './frames.ts';
import { decodeMessage, longestTimer } from './metadata.ts';
import { RpcError, statusName, statusOfHttp } from './status.ts';
import type { ErrorStatus } from './status.ts';

export interface ClientStreamOptions {
  /** Messages of the answer; more are a fault. */
  readonly mostMessages: number;
  /** Bytes of a message at most. */
  readonly mostMessageBytes: number;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Says why the connection ended; `undefined` while it has not. */
  readonly whyClosed: () => RpcError | undefined;
}

/** Messages that wait for a slow reader; beyond these the sender is held back. */
const mostWaiting = 16;

/** One call of a client: its messages as they come, and its status at the end. */
export class ClientStream<Output extends DescMessage> {
  readonly #stream: http2.ClientHttp2Stream;
  readonly #output: Output;
  readonly #options: ClientStreamOptions;
  readonly #reader: FrameReader;
  readonly #waiting: MessageShape<Output>[] = [];
  #received = 0;
  #headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {};
  #trailers: http2.IncomingHttpHeaders = {};
  /** Set as soon as the outcome is certain; `OK` is an outcome too. */
  #outcome: RpcError | 'OK' | undefined;
  #wake: () => void = () => undefined;

  constructor(stream: http2.ClientHttp2Stream, output: Output, options: ClientStreamOptions) {
    this.#stream = stream;
    this.#output = output;
    this.#options = options;
    this.#reader = new FrameReader(options.mostMessageBytes, 'Internal');
    this.#listen();
  }

  /**
   * The one message of the answer.
   *
   * @throws {RpcError} unless the call ends with OK
   */
  async message(): Promise<MessageShape<Output>> {
    while (this.#outcome === undefined) await this.#change();
    if (this.#outcome !== 'OK') throw this.#outcome;
    const [message] = this.#waiting;
    if (message === undefined) throw new RpcError('Unimplemented', 'the answer has no message');
    return message;
  }

  /**
   * The messages of the answer. Ending them ends the call.
   *
   * @throws {RpcError} unless the call ends with OK
   */
  messages(): Source<MessageShape<Output>> {
    return {
      next: async () => {
        for (;;) {
          const message = this.#waiting.shift();
          if (message !== undefined) {
            if (this.#waiting.length < mostWaiting) this.#stream.resume();
            return message;
          }
          if (this.#outcome === 'OK') return undefined;
          if (this.#outcome !== undefined) throw this.#outcome;
          await this.#change();
        }
      },
      end: () => {
        if (!this.#stream.closed) this.#stream.close(constants.NGHTTP2_CANCEL);
      },
    };
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #listen(): void {
    const stream = this.#stream;
    const { timeoutMs, signal } = this.#options;
    const expire = (): void => this.#giveUp(new RpcError('DeadlineExceeded', 'context deadline exceeded'));
    const timer = timeoutMs === undefined ? undefined : setTimeout(expire, Math.min(timeoutMs, longestTimer));
    const onAbort = (): void => this.#giveUp(new RpcError('Canceled', 'context canceled'));
    signal?.addEventListener('abort', onAbort, { once: true });

    stream.once('response', (headers) => this.#readHeaders(headers));
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

  /** What comes with another status or type than gRPC's is no message, and is not read. */
  #readHeaders(headers: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader): void {
    this.#headers = headers;
    if (headers['grpc-status'] !== undefined) return;
    const { ':status': status = 0, 'content-type': type = '' } = headers;
    if (status !== 200) {
      this.#giveUp(new RpcError(statusOfHttp(status), `unexpected HTTP status ${status}, and no gRPC status`));
    } else if (!type.startsWith('application/grpc')) {
      this.#giveUp(new RpcError('Unknown', `unexpected content-type ${JSON.stringify(type.slice(0, 100))}`));
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#outcome !== undefined) return;
    try {
      for (const bytes of this.#reader.push(chunk)) {
        if (++this.#received > this.#options.mostMessages) {
          throw new RpcError('Unimplemented', 'the answer has more than one message');
        }
        this.#waiting.push(this.#decode(bytes));
      }
      if (this.#waiting.length >= mostWaiting) this.#stream.pause();
      this.#wake();
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      this.#giveUp(error);
    }
  }

  #decode(bytes: Buffer): MessageShape<Output> {
    try {
      return fromBinary(this.#output, bytes);
    } catch (cause) {
      throw new RpcError('Internal', `the answer is no ${this.#output.name}`, { cause });
    }
  }

  /** Ends the call from this side. Nobody wants what has not been read yet. */
  #giveUp(error: RpcError): void {
    this.#waiting.length = 0;
    this.#settle(error);
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  #settle(outcome: RpcError | 'OK'): void {
    this.#outcome ??= outcome;
    this.#wake();
  }

  #finalOutcome(): RpcError | 'OK' {
    const status = this.#trailers['grpc-status'] ?? this.#headers['grpc-status'];
    if (status === undefined) return this.#options.whyClosed() ?? resetOutcome(this.#stream.rstCode);
    const message = this.#trailers['grpc-message'] ?? this.#headers['grpc-message'];
    const name = /^\d{1,3}$/.test(String(status)) ? statusName(Number(status)) : 'Unknown';
    if (name !== 'OK') return new RpcError(name, decodeMessage(String(message ?? '')));
    return this.#reader.pending > 0 ? new RpcError('Internal', 'the answer ended within a message') : 'OK';
  }
}

function resetOutcome(code: number): RpcError {
  const how = code === constants.NGHTTP2_NO_ERROR ? 'without a status' : `with HTTP/2 code ${code}`;
  return new RpcError(resetStatus[code] ?? 'Unknown', `the server ended the call ${how}`);
}

/** "Errors" in gRPC over HTTP/2. */
const resetStatus: Readonly<Record<number, ErrorStatus>> = {
  [constants.NGHTTP2_NO_ERROR]: 'Internal',
  [constants.NGHTTP2_PROTOCOL_ERROR]: 'Internal',
  [constants.NGHTTP2_INTERNAL_ERROR]: 'Internal',
  [constants.NGHTTP2_FLOW_CONTROL_ERROR]: 'Internal',
  [constants.NGHTTP2_SETTINGS_TIMEOUT]: 'Internal',
  [constants.NGHTTP2_FRAME_SIZE_ERROR]: 'Internal',
  [constants.NGHTTP2_REFUSED_STREAM]: 'Unavailable',
  [constants.NGHTTP2_CANCEL]: 'Canceled',
  [constants.NGHTTP2_COMPRESSION_ERROR]: 'Internal',
  [constants.NGHTTP2_CONNECT_ERROR]: 'Internal',
  [constants.NGHTTP2_ENHANCE_YOUR_CALM]: 'ResourceExhausted',
  [constants.NGHTTP2_INADEQUATE_SECURITY]: 'PermissionDenied',
};
