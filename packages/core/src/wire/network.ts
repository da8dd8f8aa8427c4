import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import type { Methods } from './services.ts';
import type { ShownIdentity } from './shown-identity.ts';

/** How the members of a swarm reach one another. What they say and how they judge one another is above it. */
export interface Network {
  /**
   * Opens a connection to a port.
   *
   * @returns a channel for calls, and what `checkServer` made of the server
   * @throws {ConnectionProblem} or what `checkServer` threw
   */
  connect<Server>(options: ConnectOptions<Server>): Promise<{ readonly channel: Channel; readonly server: Server }>;
  /** Opens a port. @throws what the system says, `EADDRINUSE` for one */
  listen<Identity>(options: ListenOptions<Identity>): Promise<Port>;
}

export interface ConnectOptions<Server> {
  /** `host:port` */
  readonly address: string;
  /** The name under which the server is wanted; left out, none is sent. */
  readonly serverName?: string | undefined;
  /** Shown to the server; left out, no certificate is shown. */
  readonly identity?: ShownIdentity | undefined;
  /** What the client calls itself in each call. */
  readonly userAgent?: string | undefined;
  /**
   * Judges the server by the certificates it showed, DER, leaf first. Nothing is sent before this has returned.
   *
   * @throws to refuse it; the error is what `connect` throws
   */
  readonly checkServer: (chain: readonly Uint8Array[]) => Server;
  /** ms of real time */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** What the calls of a client name as its user agent unless it is told otherwise. */
export const defaultUserAgent = 'swarmpki';

/** How a connection is protected. */
export interface Protection {
  /** `TLSv1.3` */
  readonly version: string;
  /** As RFC 8446 names it. */
  readonly suite: string;
  /** Of the key exchange: `X25519`. */
  readonly group: string;
}

/** A connection to a server, for calls. */
export interface Channel {
  /** Nothing within a process. */
  readonly protection?: Protection | undefined;
  /** Calls can be made. */
  readonly isOpen: boolean;
  /** Settles when the connection has ended, however that came about. */
  readonly closed: Promise<void>;
  /**
   * Makes a call with one answer.
   *
   * @throws {RpcError}
   */
  unary<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    request: MessageInitShape<Input>,
    options?: CallOptions,
  ): Promise<MessageShape<Output>>;
  /**
   * Makes a call with any number of answers. It begins with the iteration; ending the iteration ends the call.
   *
   * @throws {RpcError} from the iteration, also when the connection ends
   */
  serverStream<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodServerStreaming<Input, Output>,
    request: MessageInitShape<Input>,
    options?: CallOptions,
  ): AsyncGenerator<MessageShape<Output>, void>;
  /** Ends the connection; calls under way may finish. */
  close(): void;
  /** Cuts the connection off. */
  destroy(): void;
}

export interface CallOptions {
  /** How long the call may take, ms of real time; the server is told. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Sent with the call, by lower-case names; a name may have several values. Those of gRPC itself cannot be replaced. */
  readonly metadata?: Readonly<Record<string, string | readonly string[]>>;
}

export interface ListenOptions<Identity> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Shown to every client. */
  readonly identity: ShownIdentity;
  /**
   * Judges a client by the certificates it showed, DER, leaf first; an empty chain means that it showed none. No call of
   * the client is carried out before this has returned.
   *
   * @throws to refuse it
   */
  readonly checkClient: (chain: readonly Uint8Array[]) => Identity;
  readonly services: Methods<ConnectionPeer<Identity>>;
  /** Hears of connections that were turned away. */
  readonly onRefused: (refused: RefusedConnection) => void;
  /** Hears of everything that a handler threw and that is no answer of its own. */
  readonly onError: (error: unknown) => void;
}

/** A connection that did not come about. */
export interface RefusedConnection {
  /** `host:port` of the other end. */
  readonly remote: string;
  /** Why: a {@link ConnectionProblem}, or what the check of the client threw. */
  readonly error: Error;
}

/** Who is at the other end of a connection to a port. */
export interface ConnectionPeer<Identity> {
  /** What `checkClient` made of the client. */
  readonly identity: Identity;
  /** The host that it connects from. */
  readonly host: string;
}

/** An open port. */
export interface Port {
  readonly host: string;
  readonly port: number;
  /** `host:port` */
  readonly address: string;
  /** Shows another certificate from the next connection on. */
  show(identity: ShownIdentity): void;
  /**
   * Closes the port. Whoever is connected is told to look elsewhere: streams end, calls may finish.
   *
   * @param graceMs how long calls may take, ms of real time; then what is left is cut off
   */
  close(graceMs?: number): Promise<void>;
}
