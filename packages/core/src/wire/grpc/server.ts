import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { ConnectionProblem } from '../problem.ts';
import type { Methods } from '../services.ts';
import { mostMessageBytes } from './frames.ts';
import type { Arrivals } from './request.ts';
import { ServerStream } from './server-stream.ts';
import type { ReceivedHeaders } from './server-stream.ts';
import { serverSessionOptions } from './sessions.ts';

export interface GrpcServerOptions<Peer> {
  readonly services: Methods<Peer>;
  /** Hears of everything that a handler threw and that is no answer of its own. */
  readonly onError: (error: unknown, method: string) => void;
  /** Hears of connections that were ended because they did not keep to HTTP/2. */
  readonly onBroken?: (problem: ConnectionProblem, peer: Peer) => void;
  /** Bytes of a message at most. */
  readonly mostMessageBytes?: number;
  /** How long a connection may take until it has agreed on HTTP/2, ms of real time. */
  readonly helloTimeoutMs?: number;
  /** How long a request may take to arrive, ms of real time. */
  readonly requestTimeoutMs?: number;
  /** How long a connection may stay without a call, ms of real time. */
  readonly idleTimeoutMs?: number;
}

/**
 * Serves gRPC over connections that somebody else has opened and judged: it knows nothing of TLS, and takes the identity
 * of the peer from whoever hands it the connection.
 */
export class GrpcServer<Peer> {
  readonly #options: Required<GrpcServerOptions<Peer>>;
  readonly #sessions = new Map<http2.ServerHttp2Session, Duplex>();
  readonly #streams = new Set<ServerStream<Peer>>();
  #closing = false;

  constructor(options: GrpcServerOptions<Peer>) {
    this.#options = {
      onBroken: () => undefined,
      mostMessageBytes,
      helloTimeoutMs: 10_000,
      requestTimeoutMs: 30_000,
      idleTimeoutMs: 300_000,
      ...options,
    };
  }

  /**
   * Serves a connection until it ends.
   *
   * @param socket connected; nothing of it has been read
   */
  accept(socket: Duplex, peer: Peer): void {
    if (this.#closing || socket.destroyed) {
      socket.destroy();
      return;
    }
    const session = http2.performServerHandshake(socket, serverSessionOptions);
    this.#sessions.set(session, socket);
    session.once('close', () => this.#sessions.delete(session));
    this.#guard(session, peer);
    const arrivals: Arrivals = { bytes: 0 };
    let calls = 0;
    session.setTimeout(this.#options.idleTimeoutMs);
    session.on('timeout', () => {
      if (calls === 0) void closeSession(session, socket, lingerMs);
    });
    session.on('stream', (stream, headers, _flags, rawHeaders) => {
      calls++;
      stream.once('close', () => calls--);
      this.#serve(stream, { headers, rawHeaders }, peer, arrivals);
    });
  }

  /**
   * Stops: connections are told (GOAWAY), streams are ended, calls may finish.
   *
   * @param graceMs how long calls may take; then what is left is cut off
   */
  async close(graceMs = 1000): Promise<void> {
    this.#closing = true;
    for (const stream of this.#streams) stream.shutDown();
    await Promise.all(Array.from(this.#sessions, ([session, socket]) => closeSession(session, socket, graceMs)));
  }

  /** A client that never speaks HTTP/2, or breaks its rules, loses its connection. */
  #guard(session: http2.ServerHttp2Session, peer: Peer): void {
    const { helloTimeoutMs, onBroken } = this.#options;
    const hello = setTimeout(() => {
      onBroken(brokenOff(`no HTTP/2 within ${helloTimeoutMs / 1000} s`), peer);
      session.destroy();
    }, helloTimeoutMs);
    session.once('close', () => clearTimeout(hello));
    // The bounds of `serverSessionOptions` hold from the moment at which the client has confirmed them.
    session.once('localSettings', () => clearTimeout(hello));
    session.on('error', (error) => {
      // A client that merely vanishes is no error of anybody.
      const isViolation = 'code' in error && String(error.code).startsWith('ERR_HTTP2');
      if (isViolation) onBroken(brokenOff(error.message, error), peer);
      session.destroy();
    });
  }

  #serve(stream: http2.ServerHttp2Stream, received: ReceivedHeaders, peer: Peer, arrivals: Arrivals): void {
    const { services } = this.#options;
    const path = received.headers[':path'] ?? '';
    const call = new ServerStream<Peer>(stream, received, {
      peer,
      method: services.find(path),
      whyUnknown: () => services.whyUnknown(path),
      limits: {
        mostMessageBytes: this.#options.mostMessageBytes,
        timeoutMs: this.#options.requestTimeoutMs,
        arrivals,
      },
      onError: (error) => this.#options.onError(error, path),
    });
    this.#streams.add(call);
    stream.once('close', () => this.#streams.delete(call));
    void call.run();
  }
}

/** How long an idle client may take to hang up when it is asked to, ms of real time. */
const lingerMs = 5_000;

/** Tells the client to leave (GOAWAY); after the time given its connection is cut off. */
function closeSession(session: http2.ServerHttp2Session, socket: Duplex, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    // Destroying the session instead would wait for the client, for ever if need be.
    const timer = setTimeout(() => socket.destroy(), graceMs);
    session.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    session.close();
  });
}

function brokenOff(reason: string, cause?: Error): ConnectionProblem {
  return new ConnectionProblem('not-http2', `the connection was ended: ${reason}`, {
    expected: 'gRPC over HTTP/2',
    cause,
  });
}
