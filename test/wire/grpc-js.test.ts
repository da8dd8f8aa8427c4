import { Client, Metadata, Server, ServerCredentials, credentials, status } from '@grpc/grpc-js';
import type { ServiceError, handleServerStreamingCall, handleUnaryCall } from '@grpc/grpc-js';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { DescMessage, DescMethod, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { connectPlain, servePlain } from '../../packages/core/src/testing/grpc.ts';
import { Dispatcher } from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { RpcError } from '../../packages/core/src/wire/grpc/status.ts';

const { heartbeat, session } = Dispatcher.method;
const text = 'nobody «here»: 100 %\nat all';

function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

function codec<Schema extends DescMessage>(schema: Schema) {
  return {
    serialize: (message: MessageInitShape<Schema>): Buffer => Buffer.from(toBinary(schema, create(schema, message))),
    deserialize: (bytes: Buffer): MessageShape<Schema> => fromBinary(schema, bytes),
  };
}

describe('grpc-js as a client of our server', () => {
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
          throw new RpcError('Aborted', text);
        },
      }),
    );
  const clientOf = (port: number): Client => new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const beat = (client: Client, sessionId: string, options = {}) =>
    new Promise<MessageShape<typeof heartbeat.output>>((resolve, reject) => {
      const { serialize } = codec(heartbeat.input);
      const { deserialize } = codec(heartbeat.output);
      client.makeUnaryRequest(
        pathOf(heartbeat),
        serialize,
        deserialize,
        { sessionId },
        new Metadata(),
        options,
        (error, value) => {
          if (error || value === undefined) reject(error ?? new Error('no answer'));
          else resolve(value);
        },
      );
    });

  it('gets answers, small and large, many at a time', async () => {
    await using server = await served();
    const client = clientOf(server.port);
    const lengths = [0, 1, 100, 20_000, 2_000_000, ...Array.from({ length: 60 }, (_, index) => index)];
    const answers = await Promise.all(lengths.map((length) => beat(client, 'x'.repeat(length))));
    expect(answers.map(({ period }) => Number(period?.seconds))).toEqual(lengths);
    client.close();
  });

  it('gets our errors with their code and text', async () => {
    await using server = await served();
    const client = clientOf(server.port);
    await expect(beat(client, 'missing')).rejects.toMatchObject({ code: status.NOT_FOUND, details: text });
    await expect(beat(client, 'slow', { deadline: Date.now() + 30 })).rejects.toMatchObject({
      code: status.DEADLINE_EXCEEDED,
    });
    client.close();
  });

  it('is refused a message of more than 4 MiB, and goes on', async () => {
    await using server = await served();
    const client = clientOf(server.port);
    await expect(beat(client, 'x'.repeat(5_000_000))).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect((await beat(client, 'xx')).period?.seconds).toBe(2n);
    client.close();
  });

  it('reads a stream to its error', async () => {
    await using server = await served();
    const client = clientOf(server.port);
    const { serialize } = codec(session.input);
    const { deserialize } = codec(session.output);
    const stream = client.makeServerStreamRequest(pathOf(session), serialize, deserialize, { sessionId: 'y' });
    const seen: string[] = [];
    const error = await new Promise<ServiceError>((resolve) => {
      stream.on('data', (message: MessageShape<typeof session.output>) => seen.push(message.sessionId));
      stream.once('error', (failure: ServiceError) => resolve(failure));
    });
    expect(seen).toHaveLength(50);
    expect(error).toMatchObject({ code: status.ABORTED, details: text });
    client.close();
  });
});

describe('our client with a server of grpc-js', () => {
  async function served() {
    const server = new Server();
    const [beat, open] = [heartbeat, session].map((method) => ({
      path: pathOf(method),
      requestStream: false,
      responseStream: method.methodKind === 'server_streaming',
      requestSerialize: codec(method.input as DescMessage).serialize,
      requestDeserialize: codec(method.input as DescMessage).deserialize,
      responseSerialize: codec(method.output as DescMessage).serialize,
      responseDeserialize: codec(method.output as DescMessage).deserialize,
    }));
    if (beat === undefined || open === undefined) throw new Error('no methods');
    const answer: handleUnaryCall<MessageShape<typeof heartbeat.input>, unknown> = ({ request }, reply) => {
      const { sessionId } = request;
      if (sessionId === 'missing') reply({ code: status.NOT_FOUND, details: text });
      else if (sessionId !== 'slow') reply(null, { period: { seconds: BigInt(sessionId.length) } });
    };
    const stream: handleServerStreamingCall<unknown, unknown> = (call) => {
      for (let count = 0; count < 50; count++) call.write({ sessionId: `${count}` });
      call.emit('error', { code: status.ABORTED, details: text });
    };
    server.addService({ heartbeat: beat, session: open }, { heartbeat: answer, session: stream });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return { port, [Symbol.dispose]: () => server.forceShutdown() };
  }

  it('gets answers, errors, deadlines', async () => {
    using server = await served();
    const channel = await connectPlain(server.port);
    const answers = await Promise.all(
      [0, 5, 300_000].map((length) => channel.unary(heartbeat, { sessionId: 'x'.repeat(length) })),
    );
    expect(answers.map(({ period }) => Number(period?.seconds))).toEqual([0, 5, 300_000]);
    await expect(channel.unary(heartbeat, { sessionId: 'missing' })).rejects.toMatchObject({
      code: 'NotFound',
      message: text,
    });
    await expect(channel.unary(heartbeat, { sessionId: 'slow' }, { timeoutMs: 30 })).rejects.toMatchObject({
      code: 'DeadlineExceeded',
    });
    channel.destroy();
  });

  it('reads a stream to its error', async () => {
    using server = await served();
    const channel = await connectPlain(server.port);
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const { sessionId } of channel.serverStream(session, {})) seen.push(sessionId);
    };
    await expect(read()).rejects.toMatchObject({ code: 'Aborted', message: text });
    expect(seen).toHaveLength(50);
    channel.destroy();
  });
});
