import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Server, TLSSocket } from 'node:tls';
import { ConnectionProblem } from '../problem.ts';
import type { RefusedConnection } from '../network.ts';
import type { TlsMaterial } from '../shown-identity.ts';
import { Handshakes, remoteOf } from './handshakes.ts';
import { peerChain } from './peer-chain.ts';
import { contextOptions, swarmProtocols } from './settings.ts';

export interface TlsListenOptions<Peer> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly material: TlsMaterial;
  /** Taken by ALPN; HTTP/2 unless told otherwise. If empty, whatever a client offers is passed over. */
  readonly protocols?: readonly string[];
  /**
   * Judges a client by the certificates it showed, DER, leaf first; an empty chain means that it showed none. Nothing
   * that the client sent is read before this has returned.
   *
   * @throws to refuse it
   */
  readonly checkClient: (chain: readonly Uint8Array[]) => Peer;
  readonly onConnection: (socket: TLSSocket, peer: Peer) => void;
  readonly onRefused: (refused: RefusedConnection) => void;
  /** How long a handshake may take, ms of real time. */
  readonly handshakeTimeoutMs?: number;
  /** Handshakes under way at a time; when one more begins, the oldest is given up. */
  readonly mostHandshakes?: number;
  /** Connections at a time; further ones are refused. */
  readonly mostConnections?: number;
}

/** An open port. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Shows another certificate from the next connection on. */
  show(material: TlsMaterial): void;
  /** Closes the port and what is in its handshake; connections that were handed over stay. */
  close(): Promise<void>;
}

/** After this long without a byte the system asks whether the other end is still there, ms. */
const keepAliveMs = 30_000;

/**
 * Opens a port for swarm's mutual TLS. OpenSSL verifies nothing here: it would refuse the chain of a cross-signed root
 * (docs/protocol.md §7.6), and lab time is not its time. What it proves is that the client holds the key of its leaf.
 *
 * @throws what the system says, `EADDRINUSE` for one
 */
export async function listen<Peer>(options: TlsListenOptions<Peer>): Promise<Listener> {
  const { checkClient, onConnection, onRefused, protocols = swarmProtocols } = options;
  const server = createServer({
    ...contextOptions(options.material),
    requestCert: true,
    rejectUnauthorized: false,
    ...(protocols.length > 0 && { ALPNProtocols: [...protocols] }),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMs,
  });
  server.maxConnections = options.mostConnections ?? 20_000;

  const limits = { timeoutMs: options.handshakeTimeoutMs ?? 10_000, most: options.mostHandshakes ?? 512 };
  const handshakes = new Handshakes(limits, onRefused);
  server.on('connection', (socket: Socket) => handshakes.begin(socket));
  server.on('tlsClientError', (error, socket) => handshakes.fail(remoteOf(socket), explain(error)));
  server.on('drop', (data) => {
    const remote = `${data?.remoteAddress ?? ''}:${data?.remotePort ?? 0}`;
    onRefused({ remote, error: new ConnectionProblem('too-many', 'too many connections at a time') });
  });
  server.on('secureConnection', (socket) => {
    const remote = remoteOf(socket);
    handshakes.succeed(remote);
    try {
      onConnection(socket, checkClient(peerChain(socket)));
    } catch (error) {
      onRefused({ remote, error: error instanceof Error ? error : new Error(String(error)) });
      socket.destroy();
    }
  });
  await open(server, options);
  // A connection that the system could not hand over; the port stays open.
  server.on('error', (error) => onRefused({ remote: '', error }));
  return {
    host: options.host,
    port: (server.address() as AddressInfo).port,
    show: (material) => server.setSecureContext(contextOptions(material)),
    close: async () => {
      server.close();
      handshakes.destroy();
    },
  };
}

function open(server: Server, { host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** What OpenSSL says of a client, in words and with a code of our own. */
function explain(error: Error): ConnectionProblem {
  const code = 'code' in error ? String(error.code) : '';
  const reason = 'reason' in error ? String(error.reason) : error.message;
  const [name, message, expected] = knownErrors[code] ?? ['handshake', `the TLS handshake failed: ${reason}`];
  return new ConnectionProblem(name, message, { expected, cause: error });
}

const notTls = ['not-tls', 'the client does not speak TLS', 'TLS 1.2 or newer'] as const;
const noCommonVersion = [
  'tls-version',
  'the client speaks no version of TLS that is accepted here',
  'TLS 1.2 or newer',
] as const;

const knownErrors: Readonly<
  Record<string, readonly [code: ConnectionProblem['code'], message: string, expected: string]>
> = {
  ERR_SSL_HTTP_REQUEST: ['not-tls', 'the client speaks plain HTTP', 'TLS 1.2 or newer'],
  ERR_SSL_HTTPS_PROXY_REQUEST: ['not-tls', 'the client speaks plain HTTP', 'TLS 1.2 or newer'],
  ERR_SSL_WRONG_VERSION_NUMBER: notTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
  ERR_SSL_UNSUPPORTED_PROTOCOL: noCommonVersion,
  ERR_SSL_VERSION_TOO_LOW: noCommonVersion,
  ERR_SSL_NO_APPLICATION_PROTOCOL: [
    'not-http2',
    'the client offers protocols, and HTTP/2 is not among them',
    'ALPN h2',
  ],
};
