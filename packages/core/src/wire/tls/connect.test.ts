import { once } from 'node:events';
import { connect as connectTcp, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeLongChain, makeMaterial, materialOfChain, serveTls } from '../../testing/tls.ts';
import { CA } from '../gen/swarmkit_pb.ts';
import { GrpcChannel } from '../grpc/channel.ts';
import { GrpcServer } from '../grpc/server.ts';
import { Services } from '../services.ts';
import { ConnectionProblem } from '../problem.ts';
import { connect } from './connect.ts';
import type { TlsConnectOptions } from './connect.ts';
import { clientContext } from './settings.ts';

const host = '127.0.0.1';
const trusting: Pick<TlsConnectOptions<readonly Uint8Array[]>, 'host' | 'checkServer' | 'timeoutMs'> = {
  host,
  checkServer: (chain) => chain,
  timeoutMs: 5000,
};

/** A port of somebody else's. */
class Foreign implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server.on('connection', (socket: Socket) => this.#sockets.add(socket));
  }

  static async tcp(onConnection: (socket: Socket) => void): Promise<Foreign> {
    return new Foreign(createTcpServer((socket) => onConnection(socket.on('error', () => undefined)))).#open();
  }

  static async tls(options: TlsOptions, onConnection: (socket: TLSSocket) => void = () => undefined): Promise<Foreign> {
    const { certificatePem, keyPem } = await makeMaterial();
    const server = createTlsServer({ cert: certificatePem, key: keyPem, ...options }, (socket) =>
      onConnection(socket.on('error', () => undefined)),
    );
    return new Foreign(server).#open();
  }

  /** All that has connected, whatever became of it, has left again. */
  async left(): Promise<void> {
    const open = [...this.#sockets].filter((socket) => !socket.closed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #open(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    return this;
  }
}

/** Lets everything happen that is about to happen. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('a connection to a server of %s', (version) => {
  it('hands out the chain of the server, complete and in the order sent', async () => {
    const chain = await makeLongChain(5);
    const { certificatePem, keyPem } = materialOfChain(chain);
    await using server = await Foreign.tls({ cert: certificatePem, key: keyPem, maxVersion: version });
    const { socket, server: shown } = await connect({ ...trusting, port: server.port });
    expect(shown).toEqual(chain.map(({ certificate }) => Buffer.from(certificate.der)));
    socket.destroy();
  });

  it('sends nothing to a server that its check refuses', async () => {
    const heard: Buffer[] = [];
    await using server = await Foreign.tls({ maxVersion: version }, (socket) => {
      socket.on('data', (chunk) => heard.push(chunk));
    });
    const reason = new ConnectionProblem('no-certificate', 'not this one');
    const checkServer = (): never => {
      throw reason;
    };
    await expect(connect({ ...trusting, checkServer, port: server.port })).rejects.toBe(reason);
    await server.left();
    expect(heard).toEqual([]);
  });

  it('is a new one each time: nothing is remembered of the one before', async () => {
    const reused: boolean[] = [];
    await using server = await Foreign.tls({ maxVersion: version }, (socket) => {
      reused.push(socket.isSessionReused());
      socket.write('x');
    });
    const material = await makeMaterial();
    for (const _ of ['first', 'second']) {
      const { socket, server: chain } = await connect({ ...trusting, material, port: server.port });
      expect(chain).toHaveLength(1);
      await once(socket, 'data');
      socket.destroy();
    }
    expect(reused).toEqual([false, false]);
  });
});

describe('a connection', () => {
  it.each([
    ['swarm-manager', 'swarm-manager'],
    [undefined, false],
  ])('asked to name %j as the server sends %j', async (serverName, sent) => {
    const names = Promise.withResolvers<unknown>();
    await using server = await Foreign.tls({}, (socket) => names.resolve(socket.servername));
    const { socket } = await connect({ ...trusting, ...(serverName && { serverName }), port: server.port });
    expect(await names.promise).toBe(sent);
    socket.destroy();
  });

  it('is content with a server that knows nothing of ALPN', async () => {
    await using server = await Foreign.tls({});
    const { socket } = await connect({ ...trusting, port: server.port });
    expect(socket.alpnProtocol).toBe(false);
    socket.destroy();
  });

  it('shows the certificate that it was given, and shares what is made of it', async () => {
    await using served = await serveTls();
    const chain = await makeLongChain(2);
    const material = materialOfChain(chain);
    const { socket } = await connect({ ...trusting, material, port: served.port });
    await served.accepted();
    expect(served.chains).toEqual([chain.map(({ certificate }) => Buffer.from(certificate.der))]);
    expect(clientContext(material)).toBe(clientContext(material));
    expect(clientContext(material)).not.toBe(clientContext({ ...material }));
    socket.destroy();
  });

  it('may be taken up late: what the server sends meanwhile is kept', async () => {
    const services = new Services<undefined>();
    const server = new GrpcServer({ services, onError: () => undefined });
    services.implement(CA, { getRootCACertificate: () => ({ certificate: Buffer.from('root') }) });
    await using served = await serveTls({ onConnection: (socket, peer) => server.accept(socket, peer) });
    const { socket } = await connect({ ...trusting, port: served.port });
    await turns(50);
    const channel = new GrpcChannel(socket, 'swarm-manager');
    const { certificate } = await channel.unary(CA.method.getRootCACertificate, {});
    expect(Buffer.from(certificate).toString()).toBe('root');
    channel.destroy();
    await server.close();
  });

  it.each([
    ['ends', (socket: TLSSocket) => socket.end()],
    ['cuts off', (socket: TLSSocket) => socket.destroy()],
  ])('that the server %s after the handshake makes calls fail, and says what may be the reason', async (_how, end) => {
    for (const late of [0, 50]) {
      await using server = await Foreign.tls({}, end);
      const { socket } = await connect({ ...trusting, port: server.port });
      await turns(late);
      const channel = new GrpcChannel(socket, 'swarm-manager');
      const error = await channel.unary(CA.method.getRootCACertificate, {}).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'Unavailable', next: expect.stringMatching(/certificate/) });
      await channel.closed;
      expect(channel.isOpen).toBe(false);
    }
  });

  it('that is disturbed before it is taken up is an error of its calls, and of nothing else', async () => {
    await using target = await Foreign.tls({});
    const near: Socket[] = [];
    await using line = await Foreign.tcp((socket) => {
      near.push(socket);
      const far = connectTcp(target.port, host).on('error', () => undefined);
      socket.pipe(far).pipe(socket);
    });
    const { socket } = await connect({ ...trusting, port: line.port });
    const gone = new Promise((resolve) => socket.once('close', resolve));
    near[0]?.write('this is no TLS');
    await gone;
    const call = new GrpcChannel(socket, 'swarm-manager').unary(CA.method.getRootCACertificate, {});
    await expect(call).rejects.toMatchObject({ code: 'Unavailable', message: expect.stringMatching(/SSL/) });
  });

  it('that the server breaks off by an alert says which', async () => {
    await using server = await Foreign.tls({ requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.3' });
    const { socket } = await connect({ ...trusting, port: server.port });
    const channel = new GrpcChannel(socket, 'swarm-manager');
    const call = channel.unary(CA.method.getRootCACertificate, {});
    await expect(call).rejects.toMatchObject({ code: 'Unavailable', message: expect.stringMatching(/alert|closed/) });
  });
});

describe('no connection comes about', () => {
  it('where nobody listens', async () => {
    const server = await Foreign.tcp(() => undefined);
    const { port } = server;
    await server[Symbol.asyncDispose]();
    await expect(connect({ ...trusting, port })).rejects.toMatchObject({
      code: 'refused',
      message: `dial tcp 127.0.0.1:${port}: connect: connection refused`,
      next: expect.any(String),
    });
  });

  it.each([0, 65_536, 1.5, Number.NaN])('to port %d', async (port) => {
    await expect(connect({ ...trusting, port })).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('with a server that says nothing', async () => {
    await using server = await Foreign.tcp(() => undefined);
    await expect(connect({ ...trusting, port: server.port, timeoutMs: 30 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each([
    ['hangs up', (socket: Socket) => socket.end()],
    ['breaks off', (socket: Socket) => socket.resetAndDestroy()],
  ])('with a server that %s', async (_how, end) => {
    await using server = await Foreign.tcp(end);
    await expect(connect({ ...trusting, port: server.port })).rejects.toMatchObject({ code: 'closed' });
  });

  it('with a server that speaks no TLS', async () => {
    await using server = await Foreign.tcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(connect({ ...trusting, port: server.port })).rejects.toMatchObject({ code: 'handshake' });
  });

  it('with a server that speaks TLS 1.1 alone', async () => {
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await using server = await Foreign.tls(old);
    await expect(connect({ ...trusting, port: server.port })).rejects.toMatchObject({ code: 'handshake' });
  });

  it('with a server that refuses the protocol', async () => {
    await using server = await Foreign.tls({ ALPNProtocols: ['http/1.1'] });
    await expect(connect({ ...trusting, port: server.port })).rejects.toMatchObject({
      code: 'handshake',
      message: expect.stringMatching(/alert no application protocol/),
    });
  });

  it('that is given up before or while it opens', async () => {
    await using server = await Foreign.tcp(() => undefined);
    const { port } = server;
    const early = connect({ ...trusting, port, signal: AbortSignal.abort() });
    await expect(early).rejects.toMatchObject({ code: 'canceled' });
    const giveUp = new AbortController();
    const late = connect({ ...trusting, port, signal: giveUp.signal });
    setImmediate(() => giveUp.abort());
    await expect(late).rejects.toMatchObject({ code: 'canceled' });
  });
});
