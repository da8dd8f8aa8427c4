import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import type {
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import { ServerStream } from './server-stream.ts';
import type { Method, ServerCall } from './server-stream.ts';

/** What carries out a method: a unary call yields a message, a streaming call a sequence of them. */
type Handler<Description, Peer> =
  Description extends DescMethodUnary<infer Input, infer Output>
    ? (
        request: MessageShape<Input>,
        call: ServerCall<Peer>,
      ) => Promise<MessageInitShape<Output>> | MessageInitShape<Output>
    : Description extends DescMethodServerStreaming<infer Input, infer Output>
      ? (request: MessageShape<Input>, call: ServerCall<Peer>) => AsyncGenerator<MessageInitShape<Output>, void>
      : never;

/** Handlers of a service; what is left out is answered with `Unimplemented`. */
export type Implementation<Service extends DescService, Peer> = {
  readonly [Name in keyof Service['method']]?: Handler<Service['method'][Name], Peer>;
};

export interface GrpcServerOptions {
  /** Hears of everything that a handler threw and that is no answer of its own. */
  readonly onError: (error: unknown, method: string) => void;
  /** Bytes of a message at most. */
  readonly mostMessageBytes?: number;
  /** How long a connection may take until it speaks HTTP/2, ms. */
  readonly helloTimeoutMs?: number;
  /** How long a connection may stay without a call, ms. */
  readonly idleTimeoutMs?: number;
}

/** Calls that one connection may have under way; an engine has four. */
const mostStreams = 100;

/**
 * Serves gRPC over connections that somebody else has opened and judged: it knows nothing of TLS, and takes the identity
 * of the peer from whoever hands it the connection.
 */
export class GrpcServer<Peer> {
  readonly #options: Required<GrpcServerOptions>;
  readonly #methods = new Map<string, Method<Peer>>();
  readonly #services = new Set<string>();
  readonly #sessions = new Set<http2.ServerHttp2Session>();
  readonly #sockets = new Set<Duplex>();
  readonly #streams = new Set<ServerStream<Peer>>();
  #closing = false;

  constructor(options: GrpcServerOptions) {
    this.#options = { mostMessageBytes: 4 * 1024 * 1024, helloTimeoutMs: 10_000, idleTimeoutMs: 300_000, ...options };
  }

  /** Adds a service. */
  implement<Service extends DescService>(service: Service, implementation: Implementation<Service, Peer>): void {
    this.#services.add(service.typeName);
    const handlers: Readonly<Record<string, unknown>> = implementation;
    for (const method of service.methods) {
      const handler = handlers[method.localName];
      if (typeof handler !== 'function') continue;
      const path = `/${service.typeName}/${method.name}`;
      const run = handler as Method<Peer>['handler'];
      this.#methods.set(path, { path, description: method, handler: run });
    }
  }

  /**
   * Serves a connection until it ends.
   *
   * @param socket connected; nothing of it has been read
   */
  accept(socket: Duplex, peer: Peer): void {
    if (this.#closing) {
      socket.destroy();
      return;
    }
    const session = http2.performServerHandshake(socket, {
      settings: { maxConcurrentStreams: mostStreams, maxHeaderListSize: 16 * 1024, enablePush: false },
      maxHeaderListPairs: 64,
      maxSessionInvalidFrames: 100,
      maxSessionRejectedStreams: 100,
    });
    this.#sessions.add(session);
    const hello = setTimeout(() => session.destroy(), this.#options.helloTimeoutMs);
    session.once('remoteSettings', () => clearTimeout(hello));
    session.setTimeout(this.#options.idleTimeoutMs, () => session.close());
    session.once('close', () => {
      clearTimeout(hello);
      // A peer that does not read would never let the connection end.
      socket.end(() => socket.destroy());
    });
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sessions.delete(session);
      this.#sockets.delete(socket);
    });
    // A peer that breaks off or breaks the rules ends its own connection; that is no error of the server.
    session.on('error', () => session.destroy());
    session.on('stream', (stream, headers) => this.#serve(stream, headers, peer));
  }

  /**
   * Stops: connections are told (GOAWAY), streams are ended, calls may finish.
   *
   * @param graceMs how long calls may take; then what is left is cut off
   */
  async close(graceMs = 1000): Promise<void> {
    this.#closing = true;
    for (const stream of this.#streams) stream.shutDown();
    const ended = [...this.#sockets].map((socket) => new Promise<void>((resolve) => socket.once('close', resolve)));
    for (const session of this.#sessions) session.close();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, graceMs);
    await Promise.all(ended);
    clearTimeout(timer);
  }

  #serve(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders, peer: Peer): void {
    const path = headers[':path'] ?? '';
    const call = new ServerStream<Peer>(stream, headers, {
      peer,
      method: this.#methods.get(path),
      unknown: this.#whyUnknown(path),
      mostMessageBytes: this.#options.mostMessageBytes,
      onError: (error) => this.#options.onError(error, path),
    });
    this.#streams.add(call);
    stream.once('close', () => this.#streams.delete(call));
    call.start();
  }

  /** In the words of grpc-go. */
  #whyUnknown(path: string): string {
    const [, service = '', method = ''] = path.slice(0, 200).split('/');
    return this.#services.has(service)
      ? `unknown method ${method} for service ${service}`
      : `unknown service ${service}`;
  }
}
