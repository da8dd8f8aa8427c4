import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { alpnProtocol, contextOptions } from './settings.ts';
import type { TlsMaterial } from './settings.ts';
import { peerChain } from './peer-chain.ts';

/** A connection that did not come about. */
export interface RefusedConnection {
  /** `host:port` of the other end, as far as it is known. */
  readonly remote: string;
  readonly error: Error;
}

export interface ListenOptions<Peer> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly material: TlsMaterial;
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
}

/** An open port. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  /** Shows another certificate from the next connection on. */
  show(material: TlsMaterial): void;
  /** Closes the port; connections that were handed over stay. */
  close(): Promise<void>;
}

/** Handshakes under way at a time; further connections are dropped. */
const mostHandshakes = 512;
/** Connections at a time; further ones are dropped. */
const mostConnections = 20_000;

/**
 * Opens a port for swarm's mutual TLS. OpenSSL verifies nothing here: it would refuse the chain of a cross-signed root
 * (docs/protocol.md §7.6), and lab time is not its time. What it proves is that the client holds the key of its leaf.
 *
 * @throws what the system says, `EADDRINUSE` for one
 */
export async function listen<Peer>(options: ListenOptions<Peer>): Promise<Listener> {
  const { checkClient, onConnection, onRefused } = options;
  const server = createServer({
    ...contextOptions(options.material),
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: [alpnProtocol],
    handshakeTimeout: options.handshakeTimeoutMs ?? 10_000,
  });
  server.maxConnections = mostConnections;

  const handshakes = new Handshakes();
  server.on('connection', (socket: Socket) => handshakes.begin(socket));
  server.on('secureConnection', (socket) => {
    handshakes.end(socket);
    try {
      onConnection(socket, checkClient(peerChain(socket)));
    } catch (error) {
      onRefused({ remote: remoteOf(socket), error: error instanceof Error ? error : new Error(String(error)) });
      socket.destroy();
    }
  });
  server.on('tlsClientError', (error, socket) => {
    onRefused({ remote: remoteOf(socket), error });
    socket.destroy();
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: options.host,
    port,
    show: (material) => server.setSecureContext(contextOptions(material)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        handshakes.destroy();
      }),
  };
}

/** Connections whose handshake has not ended, found again by the port they come from. */
class Handshakes {
  readonly #sockets = new Map<string, Socket>();

  begin(socket: Socket): void {
    if (this.#sockets.size >= mostHandshakes) {
      socket.destroy();
      return;
    }
    const remote = remoteOf(socket);
    this.#sockets.set(remote, socket);
    socket.once('close', () => this.#sockets.delete(remote));
  }

  end(socket: TLSSocket): void {
    this.#sockets.delete(remoteOf(socket));
  }

  destroy(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }
}

function remoteOf(socket: Socket): string {
  return `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;
}
