import { createServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { httpsClient } from '../wire/https/client.ts';
import type { HttpsClientOptions, HttpsPost } from '../wire/https/client.ts';
import { serveHttps } from '../wire/https/server.ts';
import type { HttpsServerOptions } from '../wire/https/server.ts';
import type { RefusedConnection } from '../wire/network.ts';
import type { Listener } from '../wire/tls/listen.ts';
import { makeLeaf, makeRoot, makeServer, noon } from './certificates.ts';
import type { Authority } from './certificates.ts';
import { materialOf } from './tls.ts';

/** A server of somebody else's that says, byte for byte, what it is told to. */
export interface ForeignServer extends AsyncDisposable {
  readonly port: number;
  /** What it was sent, for each connection. */
  readonly heard: string[];
  readonly sockets: TLSSocket[];
  /** All that has connected has left again. */
  left(): Promise<void>;
}

/** @param say is called once the first request on a connection has arrived */
export async function serveForeign(
  root: Authority,
  say: (socket: TLSSocket, request: string) => void,
  options: TlsOptions = {},
): Promise<ForeignServer> {
  const { certificatePem, keyPem } = materialOf(await makeServer(root, ['127.0.0.1', 'localhost']));
  const heard: string[] = [];
  const sockets: TLSSocket[] = [];
  const server = createServer({ cert: certificatePem, key: keyPem, ...options }, (socket) => {
    const number = sockets.push(socket) - 1;
    heard.push('');
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        const begun = heard[number] ?? '';
        heard[number] = begun + chunk.toString();
        if (!begun.includes('\r\n\r\n') && heard[number].includes('\r\n\r\n')) say(socket, heard[number]);
      });
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    sockets,
    left: async () => {
      const open = sockets.filter(({ closed }) => !closed);
      await Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An HTTP answer, written out. */
export function http(status: number, body = '', headers = ''): string {
  return `HTTP/1.1 ${status} whatever\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

/** A server of ours, its root, and a manager who may ask it. */
export interface TestHttps extends AsyncDisposable {
  readonly listener: Listener;
  readonly url: string;
  readonly root: Authority;
  readonly manager: Authority;
  readonly refusals: RefusedConnection[];
  readonly errors: unknown[];
  /** Asks it as the manager, unless told otherwise. */
  client(options?: Partial<HttpsClientOptions>): HttpsPost;
}

export async function serveTestHttps(options: Partial<HttpsServerOptions> = {}): Promise<TestHttps> {
  const root = await makeRoot();
  const manager = await makeLeaf(root, { role: 'manager' });
  const [refusals, errors]: [RefusedConnection[], unknown[]] = [[], []];
  const listener = await serveHttps({
    host: '127.0.0.1',
    port: 0,
    material: materialOf(await makeServer(root, ['127.0.0.1', 'localhost'])),
    roots: () => [root.certificate],
    now: () => noon,
    handle: async ({ body }, client) => ({ status: 200, body: `${client?.nodeId} said ${body}` }),
    onRefused: (refused) => refusals.push(refused),
    onError: (error) => errors.push(error),
    ...options,
  });
  const material = materialOf(manager);
  return {
    listener,
    url: `https://127.0.0.1:${listener.port}/sign`,
    root,
    manager,
    refusals,
    errors,
    client: (wishes = {}) =>
      httpsClient({ roots: () => [root.certificate], material: () => material, now: () => noon, ...wishes }),
    [Symbol.asyncDispose]: () => listener.close(),
  };
}
