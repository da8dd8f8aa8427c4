import { once } from 'node:events';
import http2 from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { createClient } from '@connectrpc/connect';
import { Http2SessionManager, createGrpcTransport } from '@connectrpc/connect-node';
import { Client, Server, ServerCredentials, credentials, status } from '@grpc/grpc-js';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot } from '../../packages/core/src/testing/certificates.ts';
import type { Authority } from '../../packages/core/src/testing/certificates.ts';
import { materialOf } from '../../packages/core/src/testing/tls.ts';
import {
  Dispatcher,
  HeartbeatRequestSchema,
  HeartbeatResponseSchema,
} from '../../packages/core/src/wire/gen/swarmkit_pb.ts';
import { GrpcChannel } from '../../packages/core/src/wire/grpc/channel.ts';
import { GrpcServer } from '../../packages/core/src/wire/grpc/server.ts';
import { Services } from '../../packages/core/src/wire/services.ts';
import { identifyClient, identifyServer } from '../../packages/core/src/wire/peer.ts';
import type { PeerIdentity } from '../../packages/core/src/wire/peer.ts';
import { connect } from '../../packages/core/src/wire/tls/connect.ts';
import { listen } from '../../packages/core/src/wire/tls/listen.ts';

/** OpenSSL judges here, and it knows no time but the real one. */
const now = Date.now();
const dates = { notBefore: now - 3_600_000, notAfter: now + 3_600_000 };
const host = '127.0.0.1';
const heartbeatPath = '/docker.swarmkit.v1.Dispatcher/Heartbeat';

const leafOf = (root: Authority, nodeId: string, role: 'worker' | 'manager'): Promise<Authority> =>
  makeLeaf(root, { nodeId, role }, dates);

interface Manager extends AsyncDisposable {
  readonly root: Authority;
  readonly port: number;
  readonly server: GrpcServer<PeerIdentity | undefined>;
  /** Settles when the handler of a call that waits has been told that nobody does any more. */
  readonly aborted: Promise<void>;
  readonly begun: Promise<void>;
}

/** A manager's port, whose heartbeat period is the length of the caller's node id. */
async function startManager(): Promise<Manager> {
  const root = await makeRoot(now);
  const aborted = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const services = new Services<PeerIdentity | undefined>();
  const server = new GrpcServer({ services, onError: () => undefined });
  services.implement(Dispatcher, {
    heartbeat: async ({ sessionId }, { peer, signal }) => {
      if (sessionId === 'wait') {
        begun.resolve();
        await once(signal, 'abort');
        aborted.resolve();
      }
      return { period: { seconds: BigInt(peer?.nodeId.length ?? 0) } };
    },
    session: async function* (_request, { signal }) {
      yield { sessionId: 'first' };
      await once(signal, 'abort');
    },
  });
  const listener = await listen({
    host,
    port: 0,
    material: materialOf(await leafOf(root, 'manager', 'manager')),
    checkClient: (chain) => identifyClient(chain, { roots: [root.certificate], now }),
    onConnection: (socket, peer) => server.accept(socket, peer),
    onRefused: () => undefined,
  });
  return {
    root,
    port: listener.port,
    server,
    aborted: aborted.promise,
    begun: begun.promise,
    [Symbol.asyncDispose]: async () => {
      await listener.close();
      await server.close(100);
    },
  };
}

const nameOfManager = { 'grpc.ssl_target_name_override': 'swarm-manager' };
const serialize = (sessionId: string): Buffer =>
  Buffer.from(toBinary(HeartbeatRequestSchema, create(HeartbeatRequestSchema, { sessionId })));
const deserialize = (bytes: Buffer): number => Number(fromBinary(HeartbeatResponseSchema, bytes).period?.seconds);

function beat(client: Client, sessionId: string): { readonly period: Promise<number>; readonly cancel: () => void } {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const call = client.makeUnaryRequest(heartbeatPath, serialize, deserialize, sessionId, (error, period) => {
    if (error || period === undefined) reject(error ?? new Error('no answer'));
    else resolve(period);
  });
  return { period: promise, cancel: () => call.cancel() };
}

describe('grpc-js, over TLS, as a client of our port', () => {
  const clientOf = async ({ root, port }: Manager, nodeId?: string): Promise<Client> => {
    const leaf = nodeId === undefined ? undefined : materialOf(await leafOf(root, nodeId, 'worker'));
    const shown = leaf && ([Buffer.from(leaf.keyPem), Buffer.from(leaf.certificatePem)] as const);
    const secure = credentials.createSsl(Buffer.from(root.pem), ...(shown ?? []));
    return new Client(`${host}:${port}`, secure, nameOfManager);
  };

  it('is known by its certificate, and served without one', async () => {
    await using manager = await startManager();
    for (const nodeId of ['worker-1', undefined]) {
      const client = await clientOf(manager, nodeId);
      expect(await beat(client, '').period).toBe(nodeId?.length ?? 0);
      client.close();
    }
  });

  it('can give a call up, which the handler hears', async () => {
    await using manager = await startManager();
    const client = await clientOf(manager);
    const { period, cancel } = beat(client, 'wait');
    await manager.begun;
    cancel();
    await expect(period).rejects.toMatchObject({ code: status.CANCELLED });
    await manager.aborted;
    client.close();
  });

  it('is told when the server stops', async () => {
    await using manager = await startManager();
    const client = await clientOf(manager);
    const { period } = beat(client, 'wait');
    const outcome = expect(period).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await manager.begun;
    await manager.server.close(20);
    await manager.aborted;
    await outcome;
    client.close();
  });
});

describe('connect-node as a client of our port', () => {
  it('is served without ALPN, with 64 calls at a time', async () => {
    await using manager = await startManager();
    const { certificatePem: cert, keyPem: key } = materialOf(await leafOf(manager.root, 'worker-22', 'worker'));
    const baseUrl = `https://${host}:${manager.port}`;
    const createConnection = () =>
      connectTls({ host, port: manager.port, cert, key, ca: manager.root.pem, servername: 'swarm-manager' });
    const sessionManager = new Http2SessionManager(baseUrl, {}, { createConnection });
    const client = createClient(Dispatcher, createGrpcTransport({ baseUrl, sessionManager }));
    const answers = await Promise.all(Array.from({ length: 64 }, () => client.heartbeat({})));
    expect(new Set(answers.map(({ period }) => period?.seconds))).toEqual(new Set([9n]));
    const stream = client.session({})[Symbol.asyncIterator]();
    expect((await stream.next()).value).toMatchObject({ sessionId: 'first' });
    await stream.return?.();
    sessionManager.abort();
  });
});

describe('node:http2 as a client of our port', () => {
  it('hears GOAWAY when the server stops, and the end of its stream', async () => {
    await using manager = await startManager();
    const session = http2.connect(`https://${host}:${manager.port}`, {
      ca: manager.root.pem,
      servername: 'swarm-manager',
    });
    const stream = session.request({
      ':method': 'POST',
      ':path': '/docker.swarmkit.v1.Dispatcher/Session',
      'content-type': 'application/grpc',
    });
    stream.end(Buffer.alloc(5));
    await once(stream, 'data');
    const ends = Promise.all([once(session, 'goaway'), once(stream, 'trailers')]);
    await manager.server.close(1000);
    const [[code], [trailers]] = await ends;
    expect(code).toBe(0);
    expect(trailers).toMatchObject({ 'grpc-status': String(status.UNAVAILABLE) });
  });
});

describe('our client, over TLS, of a port of grpc-js', () => {
  it('shows its certificate, and is turned away without one', async () => {
    const root = await makeRoot(now);
    const manager = materialOf(await leafOf(root, 'manager', 'manager'));
    const worker = materialOf(await leafOf(root, 'worker', 'worker'));
    const server = new Server();
    server.addService(
      {
        heartbeat: {
          path: heartbeatPath,
          requestStream: false,
          responseStream: false,
          requestSerialize: serialize,
          requestDeserialize: (bytes: Buffer) => bytes,
          responseSerialize: (seconds: bigint) =>
            Buffer.from(toBinary(HeartbeatResponseSchema, create(HeartbeatResponseSchema, { period: { seconds } }))),
          responseDeserialize: deserialize,
        },
      },
      { heartbeat: (_call: unknown, reply: (error: null, seconds: bigint) => void) => reply(null, 7n) },
    );
    const pair = { private_key: Buffer.from(manager.keyPem), cert_chain: Buffer.from(manager.certificatePem) };
    const port = await new Promise<number>((resolve, reject) => {
      const secure = ServerCredentials.createSsl(Buffer.from(root.pem), [pair], true);
      server.bindAsync(`${host}:0`, secure, (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    const call = async (material?: typeof worker) => {
      const { socket } = await connect({
        host,
        port,
        serverName: 'swarm-manager',
        material,
        checkServer: (chain) => identifyServer(chain, 'swarm-manager', { roots: [root.certificate], now }),
        timeoutMs: 5000,
      });
      const channel = new GrpcChannel(socket, 'swarm-manager');
      try {
        return await channel.unary(Dispatcher.method.heartbeat, {}, { timeoutMs: 5000 });
      } finally {
        channel.destroy();
      }
    };
    expect((await call(worker)).period?.seconds).toBe(7n);
    await expect(call()).rejects.toMatchObject({ code: 'Unavailable', next: expect.stringMatching(/certificate/) });
    server.forceShutdown();
  });
});
