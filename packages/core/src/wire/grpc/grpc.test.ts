import { once } from 'node:events';
import http2, { constants } from 'node:http2';
import { connect } from 'node:net';
import { create, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { connectPlain, listenPlain, rawCall, servePlain } from '../../testing/grpc.ts';
import {
  CA,
  Dispatcher,
  HeartbeatRequestSchema,
  NodeCA,
  NodeCertificateStatusRequestSchema,
} from '../gen/swarmkit_pb.ts';
import { frame } from './frames.ts';
import type { Services } from '../services.ts';
import { RpcError, rpcErrorText } from './status.ts';

const heartbeatPath = '/docker.swarmkit.v1.Dispatcher/Heartbeat';
const request = (sessionId: string): Buffer =>
  frame(toBinary(HeartbeatRequestSchema, create(HeartbeatRequestSchema, { sessionId })));

/** Answers what it is asked, and can be slow, wrong and endless. */
function implement(services: Services<string>): void {
  services.implement(Dispatcher, {
    heartbeat: async ({ sessionId }, { signal }) => {
      if (sessionId === 'slow') await once(signal, 'abort');
      if (sessionId === 'missing') throw new RpcError('NotFound', 'nobody «here»: 100 %\nat all');
      if (sessionId === 'broken') throw new TypeError('something of ours: secret');
      return { period: { seconds: 5n } };
    },
    session: async function* ({ sessionId }) {
      for (let count = 0; count < Number(sessionId); count++) yield { sessionId: String(count) };
    },
  });
}

describe('a unary call', () => {
  it('is answered', async () => {
    await using served = await servePlain(implement);
    const channel = await connectPlain(served.port);
    expect((await channel.unary(Dispatcher.method.heartbeat, { sessionId: 'x' })).period?.seconds).toBe(5n);
    channel.destroy();
  });

  it('brings the error of the handler, word for word', async () => {
    await using served = await servePlain(implement);
    const channel = await connectPlain(served.port);
    const error = await channel
      .unary(Dispatcher.method.heartbeat, { sessionId: 'missing' })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RpcError);
    if (!(error instanceof RpcError)) throw error;
    expect(rpcErrorText(error)).toBe('rpc error: code = NotFound desc = nobody «here»: 100 %\nat all');
    channel.destroy();
  });

  it('tells nothing of what the handler threw by accident, and reports it', async () => {
    await using served = await servePlain(implement);
    const channel = await connectPlain(served.port);
    await expect(channel.unary(Dispatcher.method.heartbeat, { sessionId: 'broken' })).rejects.toMatchObject({
      code: 'Internal',
      message: 'internal error',
    });
    expect(served.errors).toEqual([expect.objectContaining({ message: 'something of ours: secret' })]);
    channel.destroy();
  });

  it('ends at its deadline, on both sides', async () => {
    const aborted: boolean[] = [];
    await using served = await servePlain((services) =>
      services.implement(NodeCA, {
        nodeCertificateStatus: async (_request, { signal }) => {
          await once(signal, 'abort');
          aborted.push(signal.aborted);
          throw new RpcError('Canceled', 'too late');
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const call = channel.unary(NodeCA.method.nodeCertificateStatus, { nodeId: 'x' }, { timeoutMs: 20 });
    await expect(call).rejects.toMatchObject({ code: 'DeadlineExceeded' });
    const path = '/docker.swarmkit.v1.NodeCA/NodeCertificateStatus';
    const bytes = frame(toBinary(NodeCertificateStatusRequestSchema, create(NodeCertificateStatusRequestSchema)));
    const { headers } = await rawCall(served.port, { ':path': path, 'grpc-timeout': '10m' }, [bytes]);
    expect(headers).toMatchObject({ 'grpc-status': '4' });
    expect(aborted).toEqual([true, true]);
    channel.destroy();
  });

  it('can be given up, which the server hears as a reset', async () => {
    const heard = Promise.withResolvers<number>();
    const listener = await listenPlain((socket) => {
      http2.performServerHandshake(socket).on('stream', (stream) => {
        stream.on('error', () => undefined).once('close', () => heard.resolve(stream.rstCode));
      });
    });
    const channel = await connectPlain(listener.port);
    const giveUp = new AbortController();
    const call = channel.unary(Dispatcher.method.heartbeat, {}, { signal: giveUp.signal });
    setImmediate(() => giveUp.abort());
    await expect(call).rejects.toMatchObject({ code: 'Canceled' });
    expect(await heard.promise).toBe(constants.NGHTTP2_CANCEL);
    channel.destroy();
    await listener.close();
  });

  it.each([
    [constants.NGHTTP2_CANCEL, 'Canceled'],
    [constants.NGHTTP2_REFUSED_STREAM, 'Unavailable'],
    [constants.NGHTTP2_ENHANCE_YOUR_CALM, 'ResourceExhausted'],
    [constants.NGHTTP2_INADEQUATE_SECURITY, 'PermissionDenied'],
    [constants.NGHTTP2_INTERNAL_ERROR, 'Internal'],
  ])('that the server resets with code %i is %s', async (code, status) => {
    const listener = await listenPlain((socket) => {
      http2.performServerHandshake(socket).on('stream', (stream) => {
        stream.on('error', () => undefined).close(code);
      });
    });
    const channel = await connectPlain(listener.port);
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({ code: status });
    channel.destroy();
    await listener.close();
  });

  it('on a connection that breaks is unavailable', async () => {
    const listener = await listenPlain((socket) => {
      http2.performServerHandshake(socket).on('stream', () => socket.destroy());
    });
    const channel = await connectPlain(listener.port);
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({ code: 'Unavailable' });
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({ code: 'Unavailable' });
    await listener.close();
  });
});

describe('a request made by hand', () => {
  it('is understood in one piece and byte by byte', async () => {
    await using served = await servePlain(implement);
    const bytes = request('x');
    for (const chunks of [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte))]) {
      const { headers, trailers, body } = await rawCall(served.port, { ':path': heartbeatPath }, chunks);
      expect(headers).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' });
      expect(trailers).toMatchObject({ 'grpc-status': '0' });
      expect(body.readUInt32BE(1)).toBe(body.length - 5);
    }
  });

  it.each([
    [
      'a method that is not there',
      { ':path': '/docker.swarmkit.v1.Dispatcher/Nonsense' },
      '12',
      'unknown method Nonsense for service docker.swarmkit.v1.Dispatcher',
    ],
    [
      'a service that is not there',
      { ':path': '/docker.swarmkit.v1.Control/GetNode' },
      '12',
      'unknown service docker.swarmkit.v1.Control',
    ],
    ['a timeout that is none', { ':path': heartbeatPath, 'grpc-timeout': 'soon' }, '13', 'malformed grpc-timeout'],
  ])('for %s gets status and message without a body', async (_what, headers, status, message) => {
    await using served = await servePlain(implement);
    const answer = await rawCall(served.port, headers, [request('x')]);
    expect(answer.headers).toMatchObject({ ':status': 200, 'grpc-status': status, 'grpc-message': message });
    expect(answer.body).toHaveLength(0);
  });

  it.each([
    ['compressed', [Buffer.of(1, 0, 0, 0, 1, 0)], '12'],
    ['empty', [], '12'],
    ['cut short', [request('a longer one').subarray(0, 8)], '13'],
    ['two messages', [request('x'), request('y')], '12'],
    ['no such message', [Buffer.of(0, 0, 0, 0, 2, 0x0a, 0x7f)], '13'],
    ['longer than 4 MiB', [Buffer.of(0, 0, 0x40, 0, 1), Buffer.alloc(100)], '8'],
  ])('that is %s is refused', async (_what, chunks, status) => {
    await using served = await servePlain(implement);
    const { headers } = await rawCall(served.port, { ':path': heartbeatPath }, chunks);
    expect(headers).toMatchObject({ 'grpc-status': status });
    const again = await rawCall(served.port, { ':path': heartbeatPath }, [request('x')]);
    expect(again.trailers, 'the server goes on').toMatchObject({ 'grpc-status': '0' });
  });

  it('is refused by HTTP where it is no gRPC at all', async () => {
    await using served = await servePlain(implement);
    const path = { ':path': heartbeatPath };
    expect((await rawCall(served.port, { ...path, ':method': 'PUT' }, [])).headers).toMatchObject({ ':status': 405 });
    const json = { ...path, 'content-type': 'application/json' };
    expect((await rawCall(served.port, json, [])).headers).toMatchObject({ ':status': 415 });
  });

  it('of just 4 MiB is taken', async () => {
    await using served = await servePlain(implement);
    const sessionId = 'x'.repeat(4 * 1024 * 1024 - 5);
    const { trailers } = await rawCall(served.port, { ':path': heartbeatPath }, [request(sessionId)]);
    expect(trailers).toMatchObject({ 'grpc-status': '0' });
  });
});

describe('a server stream', () => {
  it('brings everything in order to a slow reader, and never more than the window holds ahead of it', async () => {
    let sent = 0;
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        session: async function* () {
          for (; sent < 300; sent++) yield { sessionId: `${sent} ${'x'.repeat(4000)}` };
        },
      }),
    );
    const channel = await connectPlain(served.port);
    let read = 0;
    for await (const { sessionId } of channel.serverStream(Dispatcher.method.session, {})) {
      expect(Number.parseInt(sessionId, 10)).toBe(read++);
      if (read === 5) {
        for (let turn = 0; turn < 200; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
        expect(sent).toBeLessThan(200);
      }
    }
    expect(read).toBe(300);
    channel.destroy();
  });

  it('ends the handler’s sequence when the client leaves', async () => {
    const left = Promise.withResolvers<void>();
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        session: async function* (_request, { signal }) {
          try {
            yield { sessionId: 'first' };
            await once(signal, 'abort');
          } finally {
            left.resolve();
          }
        },
      }),
    );
    const channel = await connectPlain(served.port);
    for await (const message of channel.serverStream(Dispatcher.method.session, {})) {
      expect(message.sessionId).toBe('first');
      break;
    }
    await left.promise;
    channel.destroy();
  });

  it('can end with an error after some messages', async () => {
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        session: async function* () {
          yield { sessionId: 'first' };
          throw new RpcError('PermissionDenied', 'removed');
        },
      }),
    );
    const channel = await connectPlain(served.port);
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const message of channel.serverStream(Dispatcher.method.session, {})) seen.push(message.sessionId);
    };
    await expect(read()).rejects.toMatchObject({ code: 'PermissionDenied', message: 'removed' });
    expect(seen).toEqual(['first']);
    channel.destroy();
  });

  it('is unavailable when the server stops, which says so with GOAWAY', async () => {
    await using served = await servePlain((services) =>
      services.implement(Dispatcher, {
        session: async function* (_request, { signal }) {
          yield { sessionId: 'first' };
          await once(signal, 'abort');
        },
        heartbeat: () => ({}),
      }),
    );
    const session = http2.connect(`http://127.0.0.1:${served.port}`);
    const goaway = once(session, 'goaway');
    const channel = await connectPlain(served.port);
    const messages = channel.serverStream(Dispatcher.method.session, {});
    expect((await messages.next()).value).toMatchObject({ sessionId: 'first' });
    const stopped = served.server.close(1000);
    await expect(messages.next()).rejects.toMatchObject({ code: 'Unavailable' });
    await stopped;
    await goaway;
    await channel.closed;
    expect(channel.isOpen).toBe(false);
    await expect(channel.unary(Dispatcher.method.heartbeat, {})).rejects.toMatchObject({ code: 'Unavailable' });
    session.destroy();
  });
});

describe('a connection', () => {
  it('that says nothing is dropped', async () => {
    await using served = await servePlain(implement, { helloTimeoutMs: 30 });
    const socket = connect(served.port, '127.0.0.1').resume();
    await once(socket, 'close');
  });

  it('that sends rubbish is dropped, and the others go on', async () => {
    await using served = await servePlain(implement);
    const channel = await connectPlain(served.port);
    const socket = connect(served.port, '127.0.0.1');
    socket.on('error', () => undefined).end('GET / HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(10));
    socket.resume();
    await once(socket, 'close');
    await channel.unary(Dispatcher.method.heartbeat, { sessionId: 'x' });
    channel.destroy();
  });

  it('cannot be made to read what was not asked for: unknown services are refused before their request is read', async () => {
    await using served = await servePlain(implement);
    const { headers } = await rawCall(served.port, { ':path': `/${CA.typeName}/GetRootCACertificate` }, [
      Buffer.alloc(60_000),
    ]);
    expect(headers).toMatchObject({ 'grpc-status': '12' });
  });
});
