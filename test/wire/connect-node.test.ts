import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { connectNodeAdapter, createGrpcTransport } from '@connectrpc/connect-node';
import { describe, expect, it } from 'vitest';
import { connectPlain, servePlain } from '../../packages/core/src/testing/grpc.ts';
import { Dispatcher } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../packages/core/src/wire/grpc/status.ts';

const { heartbeat, session } = Dispatcher.method;
const text = 'nobody «here»: 100 %\nat all';

describe('connect-node as a client of our server', () => {
  const served = () =>
    servePlain((services) =>
      services.implement(Dispatcher, {
        heartbeat: async ({ sessionId }, { signal }) => {
          if (sessionId === 'missing') throw new RpcError('NotFound', text);
          if (sessionId === 'slow') await new Promise((resolve) => signal.addEventListener('abort', resolve));
          return { period: { seconds: BigInt(sessionId.length) } };
        },
        session: async function* ({ sessionId }) {
          for (let count = 0; count < 50; count++) yield { sessionId: `${count} ${sessionId}` };
        },
      }),
    );

  it('gets answers, errors and streams', async () => {
    await using server = await served();
    const client = createClient(Dispatcher, createGrpcTransport({ baseUrl: `http://127.0.0.1:${server.port}` }));
    expect((await client.heartbeat({ sessionId: 'four' })).period?.seconds).toBe(4n);
    const error: unknown = await client.heartbeat({ sessionId: 'missing' }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectError);
    expect(error).toMatchObject({ code: Code.NotFound, rawMessage: text });
    await expect(client.heartbeat({ sessionId: 'slow' }, { timeoutMs: 30 })).rejects.toMatchObject({
      code: Code.DeadlineExceeded,
    });
    await expect(collect(client.assignments({}))).rejects.toMatchObject({ code: Code.Unimplemented });
    expect(await collect(client.session({ sessionId: 'y' }))).toHaveLength(50);
  });
});

describe('our client with a server of connect-node', () => {
  it('gets answers, errors and streams', async () => {
    const server = http2.createServer(
      connectNodeAdapter({
        connect: false,
        grpcWeb: false,
        routes: (router) =>
          router.service(Dispatcher, {
            heartbeat: ({ sessionId }) => {
              if (sessionId === 'missing') throw new ConnectError(text, Code.NotFound);
              return { period: { seconds: BigInt(sessionId.length) } };
            },
            session: async function* () {
              for (let count = 0; count < 50; count++) yield { sessionId: `${count}` };
              throw new ConnectError(text, Code.Aborted);
            },
          }),
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const channel = await connectPlain((server.address() as AddressInfo).port);
    expect((await channel.unary(heartbeat, { sessionId: 'four' })).period?.seconds).toBe(4n);
    await expect(channel.unary(heartbeat, { sessionId: 'missing' })).rejects.toMatchObject({
      code: 'NotFound',
      message: text,
    });
    const seen: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const message of channel.serverStream(session, {})) seen.push(message);
    };
    await expect(read()).rejects.toMatchObject({ code: 'Aborted', message: text });
    expect(seen).toHaveLength(50);
    channel.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
