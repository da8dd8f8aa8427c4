import { once } from 'node:events';
import { createServer, connect as connectTcp } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { crossSignAsDocker, makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import { openPort } from '../../testing/port.ts';
import type { TestPort } from '../../testing/port.ts';
import { materialOf } from '../../testing/tls.ts';
import { certificatePem } from '../../x509/certificate.ts';
import { GrpcChannel } from '../grpc/channel.ts';
import { CA } from '../gen/swarmkit_pb.ts';
import { identifyClient } from '../peer.ts';

/** Who the server takes the caller for. */
async function callerOf(socket: TLSSocket): Promise<string> {
  const channel = new GrpcChannel(socket, 'test');
  const { certificate } = await channel.unary(CA.method.getRootCACertificate, {}, { timeoutMs: 2_000 });
  channel.close();
  return Buffer.from(certificate).toString();
}

/** A client that is nothing but OpenSSL's. */
async function plainClient(port: TestPort, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port: port.listener.port, rejectUnauthorized: false, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

/** Answered, whatever was tried before. */
async function stillServes(port: TestPort): Promise<void> {
  expect(await callerOf((await port.connect()).socket)).toBe('nobody');
}

describe('a port of swarm', () => {
  it('knows the caller by its certificate, and serves one that shows none', async () => {
    await using port = await openPort();
    const worker = await makeLeaf(port.root, { nodeId: 'worker' });
    const { socket, server } = await port.connect({ material: materialOf(worker) });
    expect(server).toMatchObject({ nodeId: 'manager', units: ['swarm-manager'] });
    expect(await callerOf(socket)).toBe('worker');
    expect(await callerOf((await port.connect()).socket)).toBe('nobody');
    expect(port.refusals).toEqual([]);
  });

  it('gets the whole chain, in order, also where a certificate in it looks self-signed', async () => {
    await using port = await openPort();
    const fresh = await makeRoot();
    const crossSigned = certificatePem(await crossSignAsDocker(fresh, port.root));
    const worker = await makeLeaf(fresh, { nodeId: 'worker' });
    const { socket } = await port.connect({ material: materialOf(worker, crossSigned, fresh.pem) });
    expect(await callerOf(socket)).toBe('worker');
    expect(port.shown).toEqual([3]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    await using port = await openPort();
    const socket = await plainClient(port, { minVersion: version, maxVersion: version, ALPNProtocols: ['h2'] });
    expect(socket.getProtocol()).toBe(version);
    expect(await callerOf(socket)).toBe('nobody');
  });

  it('does not speak TLS 1.1', async () => {
    await using port = await openPort();
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(plainClient(port, old)).rejects.toThrow(/protocol version|unsupported protocol/i);
    await stillServes(port);
  });

  it('selects h2, serves a client without ALPN, and refuses one that wants something else', async () => {
    await using port = await openPort();
    expect((await port.connect()).socket.alpnProtocol).toBe('h2');
    const without = await plainClient(port);
    expect(without.alpnProtocol).toBe(false);
    expect(await callerOf(without)).toBe('nobody');
    await expect(plainClient(port, { ALPNProtocols: ['http/1.1'] })).rejects.toThrow(/no application protocol/i);
    await stillServes(port);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'answers an offered session of %s with a full handshake',
    async (version) => {
      await using port = await openPort();
      const worker = await makeLeaf(port.root, { nodeId: 'worker' });
      const { certificatePem: cert, keyPem: key } = materialOf(worker);
      const options = { minVersion: version, maxVersion: version, cert, key, ALPNProtocols: ['h2'] } as const;
      const first = await plainClient(port, options);
      const sessions: (Buffer | undefined)[] = [first.getSession()];
      first.on('session', (session: Buffer) => sessions.push(session));
      expect(await callerOf(first)).toBe('worker');
      for (const session of sessions) {
        const again = await plainClient(port, { ...options, ...(session && { session }) });
        expect(again.isSessionReused()).toBe(false);
        expect(again.getPeerX509Certificate()?.subject).toContain('CN=manager');
        expect(await callerOf(again)).toBe('worker');
      }
    },
  );

  it('hears nothing from a client before it has judged it', async () => {
    await using port = await openPort();
    const stranger = await makeLeaf(await makeRoot());
    const { socket } = await port.connect({ material: materialOf(stranger) });
    await expect(callerOf(socket)).rejects.toMatchObject({ code: 'Unavailable' });
    expect(port.refusals).toEqual([expect.objectContaining({ code: 'unknown-authority' })]);
    await stillServes(port);
  });

  it('refuses a certificate that has expired, though the handshake succeeds', async () => {
    await using port = await openPort();
    const expired = await makeLeaf(port.root, {}, { notAfter: noon - 1000 });
    const { socket } = await port.connect({ material: materialOf(expired) });
    await expect(callerOf(socket)).rejects.toMatchObject({ code: 'Unavailable' });
    expect(port.refusals).toEqual([expect.objectContaining({ code: 'expired' })]);
  });

  it('refuses a chain of more certificates than any swarm has', async () => {
    await using port = await openPort();
    const worker = await makeLeaf(port.root);
    const { socket } = await port.connect({
      material: materialOf(worker, ...Array.from({ length: 12 }, () => port.root.pem)),
    });
    await expect(callerOf(socket)).rejects.toMatchObject({ code: 'Unavailable' });
    expect(port.refusals.map(({ message }) => message)).toEqual(['the peer sent more than 10 certificates']);
    await stillServes(port);
  });

  it('shows another certificate from the next connection on, and keeps the open ones', async () => {
    await using port = await openPort();
    const before = await port.connect();
    port.listener.show(materialOf(await makeLeaf(port.root, { role: 'manager', nodeId: 'renewed' })));
    const after = await port.connect();
    expect([before.server.nodeId, after.server.nodeId]).toEqual(['manager', 'renewed']);
    expect(await callerOf(before.socket)).toBe('nobody');
    expect(await callerOf(after.socket)).toBe('nobody');
  });

  it.each([
    ['rubbish', 'this is no TLS at all, whatever it may be\n'],
    ['plain HTTP', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['a record that is cut short', Buffer.from('1603010200010001fc0303', 'hex')],
  ])('drops a connection that sends %s, and goes on', async (_what, bytes) => {
    await using port = await openPort({ handshakeTimeoutMs: 100 });
    const socket = connectTcp(port.listener.port, '127.0.0.1').resume();
    socket.on('error', () => undefined).write(bytes);
    await once(socket, 'close');
    expect(port.refusals).toHaveLength(1);
    await stillServes(port);
  });

  it('drops a connection that says nothing within the time for a handshake', async () => {
    await using port = await openPort({ handshakeTimeoutMs: 30 });
    const socket = connectTcp(port.listener.port, '127.0.0.1').resume();
    await once(socket, 'close');
    expect(port.refusals.map(({ message }) => message)).toEqual(['TLS handshake timeout']);
    await stillServes(port);
  });

  it('survives a client that leaves in the midst of the handshake', async () => {
    await using port = await openPort();
    const socket = connectTcp(port.listener.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(Buffer.from('1603010200010001fc0303', 'hex'));
    socket.destroy();
    await stillServes(port);
  });

  it('closes at once, with handshakes under way', async () => {
    const port = await openPort();
    const socket = connectTcp(port.listener.port, '127.0.0.1').resume();
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    await port[Symbol.asyncDispose]();
    await closed;
  });
});

describe('connecting', () => {
  it('sends nothing to a server that is not accepted', async () => {
    const heard: Buffer[] = [];
    await using port = await openPort({
      checkClient: (chain) => identifyClient(chain, { roots: [], now: noon }),
      onConnection: (socket) =>
        void socket.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => undefined),
    });
    const refused = port.connect({
      checkServer: () => {
        throw new TypeError('not this one');
      },
    });
    await expect(refused).rejects.toThrow('not this one');
    expect(heard).toEqual([]);
  });

  it('wants the name of a manager in the certificate', async () => {
    await using port = await openPort();
    port.listener.show(materialOf(await makeLeaf(port.root, { role: 'worker', nodeId: 'impostor' })));
    await expect(port.connect()).rejects.toMatchObject({ code: 'host-name' });
  });

  it('does not insist on ALPN', async () => {
    await using port = await openPort({ onConnection: (socket) => void socket.on('error', () => undefined) });
    const { socket } = await port.connect();
    expect(socket.encrypted).toBe(true);
    socket.destroy();
  });

  it('says that nobody listens', async () => {
    const port = await openPort();
    await port[Symbol.asyncDispose]();
    await expect(port.connect()).rejects.toMatchObject({
      code: 'refused',
      message: `dial tcp 127.0.0.1:${port.listener.port}: connect: connection refused`,
    });
  });

  it('says that what listens is no manager', async () => {
    for (const [behave, code] of [
      [(socket: Socket) => socket.end('220 mail.example ESMTP\r\n'), 'handshake'],
      [(socket: Socket) => socket.destroy(), 'closed'],
      [() => undefined, 'timeout'],
    ] as const) {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        behave(socket);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await using port = await openPort();
      const address = { port: (server.address() as AddressInfo).port, timeoutMs: code === 'timeout' ? 30 : 2_000 };
      await expect(port.connect(address)).rejects.toMatchObject({ code, next: expect.any(String) });
      server.close();
    }
  });

  it('can be given up', async () => {
    await using port = await openPort();
    const giveUp = new AbortController();
    const connecting = port.connect({ signal: giveUp.signal });
    giveUp.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'canceled' });
    await expect(port.connect({ signal: giveUp.signal })).rejects.toMatchObject({ code: 'canceled' });
  });
});
