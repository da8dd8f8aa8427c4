import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Certificate } from '../../x509/certificate.ts';
import { identifyClient } from '../peer.ts';
import type { PeerIdentity } from '../peer.ts';
import { listen } from '../tls/listen.ts';
import type { RefusedConnection } from '../network.ts';
import type { Listener } from '../tls/listen.ts';
import type { TlsMaterial } from '../shown-identity.ts';

interface HttpsRequest {
  readonly method: string;
  /** With its query, as sent. */
  readonly path: string;
  readonly body: string;
}

interface HttpsResponse {
  readonly status: number;
  /** JSON */
  readonly body: string;
}

export interface HttpsServerOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly material: TlsMaterial;
  /** Clients' certificates have to lead to one of these; asked anew for each connection. */
  readonly roots: () => readonly Certificate[];
  /** ms since epoch, lab time */
  readonly now: () => number;
  /** @param client `undefined` when it showed no certificate; one that does not lead to a root gets no further */
  readonly handle: (request: HttpsRequest, client: PeerIdentity | undefined) => Promise<HttpsResponse>;
  readonly onRefused: (refused: RefusedConnection) => void;
  /** Hears of what `handle` threw; the client gets status 500 and not a word of it. */
  readonly onError: (error: unknown) => void;
  /** From the end of the handshake to the last byte of the answer, ms of real time. */
  readonly exchangeTimeoutMs?: number;
  readonly mostBodyBytes?: number;
  readonly mostConnections?: number;
}

const mostHeaderBytes = 16 * 1024;

/**
 * Serves JSON over HTTP/1.1 and swarm's mutual TLS, one request to a connection. The handshake names no CAs: engines
 * would send no certificate to a server that names others than theirs.
 *
 * @throws what the system says, `EADDRINUSE` for one
 */
export async function serveHttps(options: HttpsServerOptions): Promise<Listener> {
  const { roots, now, onRefused, exchangeTimeoutMs = 10_000, mostConnections = 256 } = options;
  const clients = new WeakMap<Socket, PeerIdentity | undefined>();
  const sockets = new Set<Socket>();
  // It never listens: it is handed connections whose handshake has ended.
  const http = createServer({ maxHeaderSize: mostHeaderBytes }, (request, response) => {
    void serve(request, response, clients.get(request.socket), options);
  });
  // Without this, requests that a client sends behind its first would be handled, though never answered.
  http.maxRequestsPerSocket = 1;
  const listener = await listen({
    host: options.host,
    port: options.port,
    material: options.material,
    protocols: [],
    mostConnections,
    checkClient: (chain) => identifyClient(chain, { roots: roots(), now: now() }),
    onConnection: (socket, client) => {
      // Node's own deadlines for slow clients work only in a server that listens itself.
      const deadline = setTimeout(() => socket.destroy(), exchangeTimeoutMs);
      sockets.add(socket);
      clients.set(socket, client);
      socket.once('close', () => {
        clearTimeout(deadline);
        sockets.delete(socket);
      });
      http.emit('connection', socket);
    },
    onRefused,
  });
  return {
    ...listener,
    close: async () => {
      await listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  client: PeerIdentity | undefined,
  { handle, onError, mostBodyBytes = 64 * 1024 }: HttpsServerOptions,
): Promise<void> {
  // A client that goes away is no error of anybody.
  response.on('error', () => undefined);
  try {
    const body = await readBody(request, mostBodyBytes);
    const { method = '', url: path = '' } = request;
    respond(response, body === undefined ? tooLarge : await handle({ method, path, body }, client));
  } catch (error) {
    if (request.errored) return;
    onError(error);
    respond(response, failed);
  }
}

const tooLarge: HttpsResponse = { status: 413, body: '' };
const failed: HttpsResponse = { status: 500, body: '' };

/** @returns `undefined` when it is too long */
async function readBody(request: IncomingMessage, mostBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving off does not end the connection: the client shall hear why.
  const arriving: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of arriving) {
    length += chunk.length;
    if (length > mostBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function respond(response: ServerResponse, { status, body }: HttpsResponse): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
}
