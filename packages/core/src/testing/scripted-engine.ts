import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';
import type { Endpoint } from '../engine/client/endpoint.ts';

/** Says something for one request, byte for byte, on the connection that it came on. */
type Line = string | ((socket: Socket, request: string) => void);

/** What is said to requests, by method and path; what is not among it is not answered. */
export type Script = Readonly<Record<string, Line>>;

/** An engine that says, byte for byte, what it is told to; it may be the most hostile one. */
export interface ScriptedEngine extends AsyncDisposable {
  readonly endpoint: Endpoint;
  /** Its requests, whole. */
  readonly heard: readonly string[];
  readonly sockets: ReadonlySet<Socket>;
  /** All that has connected has left again. */
  left(): Promise<void>;
}

/** An HTTP answer, written out. */
export function answer(status: number, body = '', headers = ''): string {
  return `HTTP/1.1 ${status} whatever\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

export function json(value: unknown, status = 200): string {
  return answer(status, JSON.stringify(value), 'content-type: application/json\r\n');
}

export const ping = answer(200, 'OK', 'api-version: 1.41\r\n');

/** At a unix socket; by TLS at a port, if there is something to show. */
export async function playEngine(script: Script, tls?: TlsOptions): Promise<ScriptedEngine> {
  const lines: Script = { 'GET /_ping': ping, ...script };
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    onRequests(socket, (request) => {
      heard.push(request);
      const line = lines[request.split(' ', 2).join(' ')];
      if (typeof line === 'string') socket.write(line);
      else line?.(socket, request);
    });
  };
  const directory = await mkdtemp(join(tmpdir(), 'swarmpki-'));
  const path = join(directory, 'engine.sock');
  const server =
    tls === undefined ? createServer(serve) : createTlsServer(tls, serve).on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) =>
    tls === undefined ? server.listen(path, resolve) : server.listen(0, '127.0.0.1', resolve),
  );
  return {
    endpoint: {
      address: tls === undefined ? { kind: 'unix', path } : { kind: 'tcp', host: '127.0.0.1', port: portOf(server) },
    },
    heard,
    sockets,
    left: async () => {
      await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Hears requests on a connection: as many bytes of a body as the head announces. */
function onRequests(socket: Socket, onRequest: (request: string) => void): void {
  let begun = '';
  socket.on('data', (chunk) => {
    begun += chunk.toString('latin1');
    for (;;) {
      const head = begun.indexOf('\r\n\r\n') + 4;
      const end = head + Number(/content-length: (\d+)/i.exec(begun)?.[1] ?? 0);
      if (head < 4 || begun.length < end) return;
      onRequest(begun.slice(0, end));
      begun = begun.slice(end);
    }
  });
}
