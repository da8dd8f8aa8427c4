import type http2 from 'node:http2';
import { FrameReader } from './frames.ts';
import { RpcError } from './status.ts';

/** Bytes that the requests of one connection may hold together while they are incomplete. */
const mostArriving = 16 * 1024 * 1024;

/** The requests of one connection that have begun to arrive. */
export interface Arrivals {
  bytes: number;
}

export interface RequestLimits {
  readonly mostMessageBytes: number;
  /** How long a request may take to arrive, ms of real time. */
  readonly timeoutMs: number;
  /** Shared by the calls of a connection. */
  readonly arrivals: Arrivals;
}

/**
 * Reads the one message that a request consists of. Never settles when the call ends first.
 *
 * @returns the message's bytes
 * @throws {RpcError} with the codes that gRPC's "Status codes and their use" gives
 */
export function readRequest(stream: http2.ServerHttp2Stream, limits: RequestLimits): Promise<Buffer> {
  const { arrivals } = limits;
  return new Promise((resolve, reject) => {
    const reader = new FrameReader(limits.mostMessageBytes);
    let message: Buffer | undefined;
    let received = 0;
    const leave = (): void => {
      clearTimeout(timer);
      arrivals.bytes -= received;
      stream.off('data', onData).off('end', onEnd).off('close', leave);
    };
    const fail = (error: unknown): void => {
      leave();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const onData = (chunk: Buffer): void => {
      received += chunk.length;
      arrivals.bytes += chunk.length;
      try {
        if (arrivals.bytes > mostArriving) {
          throw new RpcError('ResourceExhausted', 'too much is being sent at a time on this connection');
        }
        for (const next of reader.push(chunk)) {
          if (message !== undefined) throw wrongCount();
          message = next;
        }
      } catch (error) {
        fail(error);
      }
    };
    const onEnd = (): void => {
      if (reader.pending > 0) fail(new RpcError('Internal', 'the request ended within its message'));
      else if (message === undefined) fail(wrongCount());
      else {
        leave();
        resolve(message);
      }
    };
    const timer = setTimeout(
      () => fail(new RpcError('DeadlineExceeded', `the request did not arrive within ${limits.timeoutMs / 1000} s`)),
      limits.timeoutMs,
    );
    stream.on('data', onData).once('end', onEnd).once('close', leave);
  });
}

function wrongCount(): RpcError {
  return new RpcError('Unimplemented', 'this method takes a request of exactly one message');
}
