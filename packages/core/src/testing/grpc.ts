import http2 from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { GrpcChannel } from '../wire/grpc/channel.ts';
import { GrpcServer } from '../wire/grpc/server.ts';
import { Services } from '../wire/services.ts';
import type { GrpcServerOptions } from '../wire/grpc/server.ts';

/** A gRPC server of ours on a plain port of loopback: what is tested there has nothing to do with TLS. */
export interface PlainServer extends AsyncDisposable {
  readonly server: GrpcServer<string>;
  readonly port: number;
  readonly errors: readonly unknown[];
}

export async function servePlain(
  implement: (services: Services<string>) => void,
  options: Partial<GrpcServerOptions<string>> = {},
): Promise<PlainServer> {
  const errors: unknown[] = [];
  const services = new Services<string>();
  implement(services);
  const server = new GrpcServer({ services, onError: (error) => errors.push(error), ...options });
  const { port, close } = await listenPlain((socket) => server.accept(socket, 'somebody'));
  return {
    server,
    port,
    errors,
    [Symbol.asyncDispose]: async () => {
      await server.close(100);
      await close();
    },
  };
}

/** A port on loopback. */
export async function listenPlain(
  onSocket: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        listener.close(() => resolve());
      }),
  };
}

/** A client of ours on a plain connection. */
export async function connectPlain(port: number): Promise<GrpcChannel> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return new GrpcChannel(socket, 'test');
}

/** How a call that was made by hand ended. */
export interface RawAnswer {
  readonly headers: http2.IncomingHttpHeaders;
  readonly trailers: http2.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly rstCode: number;
}

/** Makes a call with headers and bytes of one's own choice. */
export async function rawCall(
  port: number,
  headers: http2.OutgoingHttpHeaders,
  chunks: readonly Uint8Array[],
): Promise<RawAnswer> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request({
      ':method': 'POST',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    const answer = { headers: {}, trailers: {}, body: [] as Buffer[] };
    stream.on('response', (received) => Object.assign(answer, { headers: received }));
    stream.on('trailers', (received) => Object.assign(answer, { trailers: received }));
    stream.on('data', (chunk: Buffer) => answer.body.push(chunk));
    stream.on('error', () => undefined);
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
    await once(stream, 'close');
    return { ...answer, body: Buffer.concat(answer.body), rstCode: stream.rstCode };
  } finally {
    session.destroy();
  }
}
