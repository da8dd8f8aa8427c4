import { once } from 'node:events';
import http2, { constants } from 'node:http2';
import { connect as connectTcp, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { connectPlain, listenPlain, rawCall, servePlain } from '../../testing/grpc.ts';
import { Dispatcher, HeartbeatRequestSchema } from '../gen/swarmkit_pb.ts';
import type { ConnectionProblem } from '../problem.ts';
import { frame } from './frames.ts';
import { Services } from '../services.ts';
import type { Metadata } from '../services.ts';
import { GrpcServer } from './server.ts';
import { RpcError } from './status.ts';

const heartbeatPath = '/docker.swarmkit.v1.Dispatcher/Heartbeat';
const sessionPath = '/docker.swarmkit.v1.Dispatcher/Session';
const heartbeat = frame(toBinary(HeartbeatRequestSchema, create(HeartbeatRequestSchema, { sessionId: 'x' })));
const grpc = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };

const answerHeartbeats = (services: Services<string>): void =>
  services.implement(Dispatcher, { heartbeat: () => ({}) });

/** Lets everything happen that is about to happen. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Settles when a stream or session has closed; how is not its concern. */
function closed(emitter: NodeJS.EventEmitter): Promise<void> {
  return new Promise((resolve) => emitter.on('error', () => undefined).once('close', () => resolve()));
}

describe('a server', () => {
  it('waits for a request only so long', async () => {
    await using served = await servePlain(answerHeartbeats, { requestTimeoutMs: 30 });
    const session = http2.connect(`http://127.0.0.1:${served.port}`);
    const stream = session.request({ ...grpc, ':path': heartbeatPath });
    stream.write(heartbeat.subarray(0, 3));
    const [headers] = await once(stream, 'response');
    expect(headers).toMatchObject({ 'grpc-status': '4', 'grpc-message': 'the request did not arrive within 0.03 s' });
    session.destroy();
  });

  it('holds only so much of what the requests of one connection have not finished, and lets go of it', async () => {
    await using served = await servePlain(answerHeartbeats);
    const session = http2.connect(`http://127.0.0.1:${served.port}`);
    const prefix = Buffer.of(0, 0, 0x3f, 0xff, 0xff);
    const most = Buffer.alloc(0x3f_ff_fe);
    const streams = Array.from({ length: 5 }, () => session.request({ ...grpc, ':path': heartbeatPath }));
    const refused = Promise.race(streams.map((stream) => once(stream, 'response')));
    for (const stream of streams) {
      stream.on('error', () => undefined).write(prefix);
      stream.write(most);
    }
    expect((await refused)[0]).toMatchObject({ 'grpc-status': '8' });
    const gone = Promise.all(streams.map(closed));
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
    await gone;
    const again = session.request({ ...grpc, ':path': heartbeatPath });
    const trailers = once(again, 'trailers');
    again.resume().write(frame(Buffer.alloc(0)));
    again.end();
    expect((await trailers)[0]).toMatchObject({ 'grpc-status': '0' });
    session.destroy();
  });

  it('leaves a connection that has a call alone, and closes one that has none for long', async () => {
    let finish: () => void = () => undefined;
    await using served = await servePlain(
      (services) =>
        services.implement(Dispatcher, {
          heartbeat: () => ({}),
          session: async function* () {
            yield { sessionId: 'first' };
            await new Promise<void>((resolve) => (finish = resolve));
            yield { sessionId: 'last' };
          },
        }),
      { idleTimeoutMs: 20 },
    );
    const busy = await connectPlain(served.port);
    const messages = busy.serverStream(Dispatcher.method.session, {});
    expect((await messages.next()).value).toMatchObject({ sessionId: 'first' });
    const idle = await connectPlain(served.port);
    await idle.closed;
    await busy.unary(Dispatcher.method.heartbeat, {});
    finish();
    expect((await messages.next()).value).toMatchObject({ sessionId: 'last' });
    expect(await messages.next()).toMatchObject({ done: true });
    await busy.closed;
  });

  it.each([
    ['says nothing', ''],
    ['speaks HTTP/1.1', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['greets and sends rubbish', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'\xaa'.repeat(100)}`],
  ])('ends a connection that %s, and says so', async (_what, sent) => {
    const broken = Promise.withResolvers<ConnectionProblem>();
    await using served = await servePlain(answerHeartbeats, { helloTimeoutMs: 50, onBroken: broken.resolve });
    const socket = connectTcp(served.port, '127.0.0.1').resume();
    const gone = closed(socket);
    socket.write(sent, 'latin1');
    expect(await broken.promise).toMatchObject({ code: 'not-http2' });
    await gone;
  });

  it('does not call it broken when a client merely leaves', async () => {
    const broken: unknown[] = [];
    await using served = await servePlain(answerHeartbeats, { onBroken: (problem) => broken.push(problem) });
    const session = http2.connect(`http://127.0.0.1:${served.port}`);
    await once(session, 'remoteSettings');
    session.destroy();
    const socket = connectTcp(served.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.resetAndDestroy();
    const [near] = duplexPair();
    served.server.accept(near, 'somebody');
    near.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
    await (await connectPlain(served.port)).unary(Dispatcher.method.heartbeat, {});
    await turns(20);
    expect(broken).toEqual([]);
  });

  it('ends a connection that opens calls only to reset them', async () => {
    const broken = Promise.withResolvers<ConnectionProblem>();
    await using served = await servePlain(answerHeartbeats, { onBroken: broken.resolve });
    const session = http2.connect(`http://127.0.0.1:${served.port}`);
    const gone = closed(session);
    for (let burst = 0; burst < 20 && !session.destroyed; burst++) {
      const streams = Array.from({ length: 50 }, () => session.request({ ...grpc, ':path': heartbeatPath }));
      const left = Promise.all(streams.map(closed));
      for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
      await left;
    }
    await gone;
    expect(await broken.promise).toMatchObject({ code: 'not-http2' });
  });

  it('refuses headers beyond its bound, and goes on', async () => {
    await using served = await servePlain(answerHeartbeats);
    const session = http2.connect(`http://127.0.0.1:${served.port}`);
    // The bound holds as soon as the client has confirmed it.
    await once(session, 'remoteSettings');
    await new Promise<void>((resolve) => session.ping(() => resolve()));
    const call = async (headers: http2.OutgoingHttpHeaders): Promise<number> => {
      const stream = session.request({ ...grpc, ':path': heartbeatPath, ...headers });
      const gone = closed(stream);
      stream.resume().end(heartbeat);
      await gone;
      return stream.rstCode;
    };
    expect(await call({ 'x-large': 'x'.repeat(20_000) })).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect(await call({})).toBe(constants.NGHTTP2_NO_ERROR);
    session.destroy();
  });

  it('closes without the help of clients that do not listen', async () => {
    const server = new GrpcServer({ services: new Services<undefined>(), onError: () => undefined });
    const accepted = Promise.withResolvers<void>();
    const listener = await listenPlain((socket) => {
      server.accept(socket, undefined);
      accepted.resolve();
    });
    const deaf = connectTcp({ port: listener.port, host: '127.0.0.1', allowHalfOpen: true }).resume();
    await accepted.promise;
    await server.close(20);
    deaf.destroy();
    await listener.close();
  });

  it('takes nothing after it was closed', async () => {
    const server = new GrpcServer({ services: new Services<undefined>(), onError: () => undefined });
    await server.close();
    const listener = await listenPlain((socket) => server.accept(socket, undefined));
    await closed(connectTcp(listener.port, '127.0.0.1').resume());
    await listener.close();
  });

  it('cuts off what has not ended when its time for that is over', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        heartbeat: (_request, { signal }) => {
          begun.resolve(signal);
          return once(signal, 'abort').then(() => ({}));
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const call = channel.unary(Dispatcher.method.heartbeat, {});
    const outcome = expect(call).rejects.toMatchObject({ code: 'Unavailable' });
    const signal = await begun.promise;
    await served.server.close(20);
    expect(signal.aborted).toBe(true);
    await outcome;
  });

  it('lets a call finish before it closes', async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        heartbeat: async () => {
          begun.resolve();
          await finish.promise;
          return { period: { seconds: 7n } };
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const call = channel.unary(Dispatcher.method.heartbeat, {});
    await begun.promise;
    const stopped = served.server.close(10_000);
    finish.resolve();
    expect((await call).period?.seconds).toBe(7n);
    await stopped;
  });

  it('tells those who listen to a stream at once when it closes', async () => {
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        session: async function* (_request, { signal }) {
          yield {};
          await once(signal, 'abort');
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const messages = channel.serverStream(Dispatcher.method.session, {});
    await messages.next();
    const stopped = served.server.close(60_000);
    await expect(messages.next()).rejects.toMatchObject({ message: 'the manager is shutting down' });
    await stopped;
  });

  it('brings the message of an error through with the spaces around it', async () => {
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        heartbeat: () => {
          throw new RpcError('NotFound', ' spaced ');
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const call = channel.unary(Dispatcher.method.heartbeat, {});
    await expect(call).rejects.toMatchObject({ message: ' spaced ' });
    channel.destroy();
    const { headers } = await rawCall(served.port, { ':path': heartbeatPath }, [heartbeat]);
    expect(headers).toMatchObject({ 'grpc-message': '%20spaced%20' });
  });

  it('reports what a handler throws after its client has left, unless it only says that it was interrupted', async () => {
    const errors: unknown[] = [];
    const services = new Services<undefined>();
    const server = new GrpcServer({ services, onError: (error, method) => errors.push([method, error]) });
    const interrupted = Promise.withResolvers<void>();
    services.implement(Dispatcher, {
      heartbeat: async (_request, { signal }) => {
        await once(signal, 'abort');
        throw new TypeError('late');
      },
      session: async function* (_request, { signal }) {
        try {
          yield {};
          await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        } finally {
          interrupted.resolve();
        }
      },
    });
    const listener = await listenPlain((socket) => server.accept(socket, undefined));
    const channel = await connectPlain(listener.port);
    await channel.serverStream(Dispatcher.method.session, {}).next();
    const call = channel.unary(Dispatcher.method.heartbeat, {}, { timeoutMs: 20 });
    await expect(call).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    channel.destroy();
    await interrupted.promise;
    await turns(20);
    await server.close();
    expect(errors).toEqual([[heartbeatPath, expect.objectContaining({ message: 'late' })]]);
    await listener.close();
  });

  it('ignores what a call claims as its host', async () => {
    await using served = await servePlain(answerHeartbeats);
    const headers = { ':path': heartbeatPath, ':authority': 'somewhere.else:1' };
    expect((await rawCall(served.port, headers, [heartbeat])).trailers).toMatchObject({ 'grpc-status': '0' });
  });

  it.each(['application/grpc+proto', 'application/grpc;charset=utf-8'])('takes a request of type %s', async (type) => {
    await using served = await servePlain(answerHeartbeats);
    const headers = { ':path': heartbeatPath, 'content-type': type };
    expect((await rawCall(served.port, headers, [heartbeat])).trailers).toMatchObject({ 'grpc-status': '0' });
  });
});

/** Answers every call alike, by hand. */
async function answering(
  answer: (stream: http2.ServerHttp2Stream) => void,
): Promise<{ readonly port: number } & AsyncDisposable> {
  const listener = await listenPlain((socket) => {
    http2.performServerHandshake(socket).on('stream', (stream) => answer(stream.on('error', () => undefined)));
  });
  return { port: listener.port, [Symbol.asyncDispose]: listener.close };
}

/** An answer of these bytes, with status OK unless another one is given. */
function sending(body: Uint8Array, status = '0'): (stream: http2.ServerHttp2Stream) => void {
  return (stream) => {
    stream.respond({ 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
    stream.end(body);
  };
}

const responding =
  (headers: http2.OutgoingHttpHeaders, body = ''): ((stream: http2.ServerHttp2Stream) => void) =>
  (stream) => {
    stream.respond(headers);
    stream.end(body);
  };

const empty = frame(Buffer.alloc(0));

describe('a client', () => {
  it.each([
    ['of no message', sending(Buffer.alloc(0)), 'Unimplemented'],
    ['of two messages', sending(Buffer.concat([empty, empty])), 'Unimplemented'],
    ['that ends within a message', sending(empty.subarray(0, 4)), 'Internal'],
    ['that is compressed', sending(Buffer.of(1, 0, 0, 0, 1, 0)), 'Internal'],
    ['with an unknown flag', sending(Buffer.of(2, 0, 0, 0, 1, 0)), 'Internal'],
    ['that is no such message', sending(frame(Buffer.of(0x0a, 0x7f))), 'Internal'],
    ['longer than 4 MiB', sending(Buffer.of(0, 0, 0x40, 0, 1)), 'ResourceExhausted'],
    ['with a status that does not exist', sending(empty, '99'), 'Unknown'],
    ['with a status that is no number', sending(empty, 'fine'), 'Unknown'],
    ['without a status', responding({ 'content-type': 'application/grpc' }), 'Internal'],
    ['of another type', responding({ 'content-type': 'text/html' }, '<html>'), 'Unknown'],
    ['of HTTP 401', responding({ ':status': 401 }, 'no'), 'Unauthenticated'],
    ['of HTTP 403', responding({ ':status': 403 }, 'no'), 'PermissionDenied'],
    ['of HTTP 404', responding({ ':status': 404 }, 'no'), 'Unimplemented'],
    ['of HTTP 503', responding({ ':status': 503 }, 'no'), 'Unavailable'],
    ['of HTTP 500', responding({ ':status': 500 }, 'no'), 'Unknown'],
  ])('makes of an answer %s an error', async (_what, answer, code) => {
    await using served = await answering(answer);
    const channel = await connectPlain(served.port);
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({ name: 'RpcError', code });
    channel.destroy();
  });

  it('takes over a message that ends with a space, as engines send it', async () => {
    await using served = await answering(
      responding({ 'content-type': 'application/grpc', 'grpc-status': '5', 'grpc-message': 'gone %41 100% ' }),
    );
    const channel = await connectPlain(served.port);
    const error = await channel.unary(Dispatcher.method.heartbeat, {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'NotFound', message: expect.stringMatching(/^gone A 100% ?$/) });
    channel.destroy();
  });

  it('makes no call whose time is over, or that was given up', async () => {
    let calls = 0;
    await using served = await answering(() => calls++);
    const channel = await connectPlain(served.port);
    for (const timeoutMs of [0, -1, Number.NaN]) {
      const call = channel.unary(Dispatcher.method.heartbeat, {}, { timeoutMs });
      await expect(call).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    }
    const call = channel.unary(Dispatcher.method.heartbeat, {}, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'Canceled' });
    const unused = channel.serverStream(Dispatcher.method.session, {});
    await unused.return();
    expect(calls).toBe(0);
    channel.destroy();
  });

  it('can wait longer than a timer of the platform, and so can the server', async () => {
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        heartbeat: async (_request, { signal }) => {
          // A timer that is set for too long rings after 1 ms.
          await new Promise((resolve) => setTimeout(resolve, 5));
          return { period: { seconds: signal.aborted ? 0n : 1n } };
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const timeoutMs = 100 * 24 * 3_600_000;
    const { period } = await channel.unary(Dispatcher.method.heartbeat, {}, { timeoutMs });
    expect(period?.seconds).toBe(1n);
    channel.destroy();
  });

  it('sends metadata, and none in place of its own headers', async () => {
    const seen = Promise.withResolvers<Metadata>();
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        heartbeat: (_request, { metadata }) => {
          seen.resolve(metadata);
          return {};
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const metadata = { redirect: ['here, there', 'somewhere'], te: 'gzip', 'user-agent': 'another' };
    await channel.unary(Dispatcher.method.heartbeat, {}, { metadata, timeoutMs: 2000 });
    const received = await seen.promise;
    expect(received.get('redirect'), 'a value may have a comma in it').toEqual(['here, there', 'somewhere']);
    expect(received.get('te')).toEqual(['trailers']);
    expect(received.get('grpc-timeout')).toEqual(['2000m']);
    expect(received.get('user-agent')).toEqual(['swarmpki']);
    expect(received.get('nothing')).toEqual([]);
    channel.destroy();
  });

  it('drops what it has not read when it gives up', async () => {
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        session: async function* (_request, { signal }) {
          for (let count = 0; count < 8; count++) yield { sessionId: String(count) };
          await once(signal, 'abort');
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const giveUp = new AbortController();
    const messages = channel.serverStream(Dispatcher.method.session, {}, { signal: giveUp.signal });
    expect((await messages.next()).value).toMatchObject({ sessionId: '0' });
    await turns(20);
    giveUp.abort();
    await expect(messages.next()).rejects.toMatchObject({ code: 'Canceled' });
    expect(await messages.next()).toMatchObject({ done: true });
    channel.destroy();
  });

  it('cuts its connection off without the help of a server that does not listen', async () => {
    const sockets: Socket[] = [];
    const deaf = createServer({ allowHalfOpen: true }, (socket) => sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const channel = await connectPlain((deaf.address() as AddressInfo).port);
    channel.close();
    channel.destroy();
    await channel.closed;
    for (const socket of sockets) socket.destroy();
    deaf.close();
  });

  it('ends its calls with its connection, and lets those under way finish when it closes', async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        heartbeat: async ({ sessionId }) => {
          if (sessionId === 'slow') {
            begun.resolve();
            await finish.promise;
          }
          return {};
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const underWay = channel.unary(Dispatcher.method.heartbeat, { sessionId: 'slow' });
    await begun.promise;
    channel.close();
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({ code: 'Unavailable' });
    finish.resolve();
    await underWay;
    await channel.closed;
    const cut = await connectPlain(served.port);
    await cut.unary(Dispatcher.method.heartbeat, {});
    const call = cut.unary(Dispatcher.method.heartbeat, { sessionId: 'slow' });
    const outcome = expect(call).rejects.toBeInstanceOf(RpcError);
    cut.close();
    cut.destroy();
    await outcome;
    await cut.closed;
  });
});

it('a stream that nobody reads does not make its handler run ahead', async () => {
  let asked = 0;
  await using served = await servePlain((services) =>
    services.implement(Dispatcher, {
      session: async function* () {
        for (; asked < 10_000; asked++) yield { sessionId: 'x'.repeat(10_000) };
      },
    }),
  );
  const session = http2.connect(`http://127.0.0.1:${served.port}`);
  const stream = session.request({ ...grpc, ':path': sessionPath });
  stream.end(empty);
  await once(stream, 'response');
  await turns(200);
  expect(asked).toBeLessThan(100);
  const gone = closed(session);
  session.destroy();
  await gone;
});
