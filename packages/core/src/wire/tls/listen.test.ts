import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeLeaf, makeRoot, otherKey } from '../../testing/certificates.ts';
import {
  closed,
  dialTcp,
  dialTls,
  eavesdrop,
  makeLongChain,
  makeMaterial,
  materialOfChain,
  serveTls,
} from '../../testing/tls.ts';
import type { Chain } from '../../testing/tls.ts';
import { X509Problem } from '../../x509/problem.ts';
import { contextOptions } from './settings.ts';
import type { TlsMaterial } from '../shown-identity.ts';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const only = (version: (typeof versions)[number]): ConnectionOptions => ({ minVersion: version, maxVersion: version });
const bytes = (chain: Chain): Buffer[] => chain.map(({ certificate }) => Buffer.from(certificate.der));
const leafOf = ({ certificatePem }: TlsMaterial): Buffer => new X509Certificate(certificatePem).raw;
const clientOptions = (chain: Chain): ConnectionOptions => contextOptions(materialOfChain(chain));

describe.each(versions)('a listener, over %s,', (version) => {
  it('hands out the chain of the client, complete and in the order sent', async () => {
    await using served = await serveTls();
    const chain = await makeLongChain(5);
    const client = dialTls(served.port, { ...clientOptions(chain), ...only(version) });
    await served.accepted();
    expect(served.chains).toEqual([bytes(chain)]);
    client.destroy();
  });

  it('leaves it to its check what to think of a client without a certificate', async () => {
    await using served = await serveTls();
    const client = dialTls(served.port, only(version));
    await served.accepted();
    expect(served.chains).toEqual([[]]);
    client.destroy();
  });

  it('reads nothing of what a refused client sends, and says why it was refused', async () => {
    const reason = new X509Problem('unknown-authority', 'x509: certificate signed by unknown authority');
    const chain = [await makeLeaf(await makeRoot())] as const;
    await using served = await serveTls({
      checkClient: () => {
        throw reason;
      },
    });
    const client = dialTls(served.port, { ...clientOptions(chain), ...only(version) }).resume();
    client.write('this comes along with the end of the handshake');
    const ended = closed(client);
    const { remote, error } = await served.refused();
    expect(error).toBe(reason);
    expect(remote).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(served.sockets).toEqual([]);
    await ended;
  });

  it('loses nothing of what comes along with the end of the handshake', async () => {
    await using served = await serveTls();
    const client = dialTls(served.port, only(version));
    client.write('hello');
    const socket = await served.accepted();
    const [chunk] = await once(socket, 'data');
    expect(String(chunk)).toBe('hello');
    client.destroy();
  });

  it('makes a full handshake with a client that offers an old session', async () => {
    await using served = await serveTls();
    const root = await makeRoot();
    const chain = [await makeLeaf(root), root] as const;
    const sessions: Buffer[] = [];
    const dial = async (session?: Buffer): Promise<boolean> => {
      const options = { ...clientOptions(chain), ...only(version), ...(session && { session }) };
      const client = dialTls(served.port, options).on('session', (ticket: Buffer) => sessions.push(ticket));
      const socket = await served.accepted();
      socket.write('so that the client has read whatever came before');
      await once(client, 'data');
      client.destroy();
      return client.isSessionReused() || socket.isSessionReused();
    };
    expect(await dial()).toBe(false);
    // What a client remembers of TLS 1.2 without a ticket is its number; of TLS 1.3 there is nothing to remember.
    expect(sessions).toHaveLength(version === 'TLSv1.2' ? 1 : 0);
    expect(await dial(sessions[0] ?? (await sessionOfAnotherServer()))).toBe(false);
    expect(served.chains).toEqual([bytes(chain), bytes(chain)]);
  });

  it('shows another certificate from the next connection on; open connections stay', async () => {
    const [first, second] = await Promise.all([makeMaterial(), makeMaterial()]);
    await using served = await serveTls({ material: first });
    const shown = async (): Promise<Buffer | undefined> => {
      const client = dialTls(served.port, only(version));
      await once(client, 'secureConnect');
      const { raw } = client.getPeerCertificate();
      client.destroy();
      return raw;
    };
    const early = dialTls(served.port, only(version));
    const socket = await served.accepted();
    expect(await shown()).toEqual(leafOf(first));
    served.listener.show(second);
    expect(await shown()).toEqual(leafOf(second));
    socket.write('still here');
    const [chunk] = await once(early, 'data');
    expect(String(chunk)).toBe('still here');
    early.destroy();
  });
});

/** A session of TLS 1.3 as a server gives it that does resume. */
async function sessionOfAnotherServer(): Promise<Buffer> {
  const { certificatePem, keyPem } = await makeMaterial();
  const server = createTlsServer({ cert: certificatePem, key: keyPem }, (socket) => {
    socket.on('error', () => undefined).end('x');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = dialTls((server.address() as AddressInfo).port, only('TLSv1.3')).resume();
  const [session] = (await once(client, 'session')) as [Buffer];
  client.destroy();
  await new Promise((resolve) => server.close(resolve));
  return session;
}

describe('a listener', () => {
  it('asks for a certificate of any authority', async () => {
    await using served = await serveTls();
    await using line = await eavesdrop(served.port);
    const client = dialTls(line.port, only('TLSv1.2'));
    await once(client, 'secureConnect');
    expect(acceptableNames(line.heard())).toHaveLength(0);
    client.destroy();
  });

  it.each([
    ['h2', ['h2']],
    ['h2', ['http/1.1', 'h2']],
    [false, undefined],
  ])('agrees on %j with a client that offers %j', async (agreed, offered) => {
    await using served = await serveTls();
    const client = dialTls(served.port, offered ? { ALPNProtocols: offered } : {});
    expect((await served.accepted()).alpnProtocol).toBe(agreed);
    client.destroy();
  });

  it('refuses a client that offers protocols without HTTP/2', async () => {
    await using served = await serveTls();
    dialTls(served.port, { ALPNProtocols: ['http/1.1'] });
    expect((await served.refused()).error).toMatchObject({ code: 'not-http2' });
  });

  it.each([
    ['TLS_AES_256_GCM_SHA384', 'ec'],
    ['TLS_CHACHA20_POLY1305_SHA256', 'ec'],
    ['TLS_AES_128_GCM_SHA256', 'ec'],
    ['ECDHE-ECDSA-AES256-GCM-SHA384', 'ec'],
    ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ec'],
    ['ECDHE-ECDSA-CHACHA20-POLY1305', 'ec'],
    ['ECDHE-RSA-AES256-GCM-SHA384', 'rsa'],
    ['ECDHE-RSA-AES128-GCM-SHA256', 'rsa'],
    ['ECDHE-RSA-CHACHA20-POLY1305', 'rsa'],
  ])('speaks %s', async (cipher, kind) => {
    const material = await makeMaterial(kind === 'rsa' ? { keys: otherKey('rsa-2048') } : {});
    await using served = await serveTls({ material });
    const client = dialTls(served.port, {
      ciphers: cipher,
      ...(cipher.startsWith('TLS_') ? only('TLSv1.3') : only('TLSv1.2')),
    });
    await served.accepted();
    expect(client.getCipher().name).toBe(cipher);
    client.destroy();
  });

  it.each(['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES256-SHA', 'ECDHE-ECDSA-AES128-CCM'])(
    'does not speak %s',
    async (ciphers) => {
      await using served = await serveTls();
      dialTls(served.port, { ciphers, ...only('TLSv1.2') });
      expect((await served.refused()).error).toMatchObject({ code: 'handshake' });
    },
  );

  it('does not negotiate anew', async () => {
    await using served = await serveTls();
    const client = dialTls(served.port, only('TLSv1.2'));
    await once(client, 'secureConnect');
    const error = await new Promise((resolve) => {
      client.on('error', resolve).renegotiate({}, resolve);
    });
    expect(error).toBeInstanceOf(Error);
    expect(served.chains).toHaveLength(1);
    client.destroy();
  });

  it('refuses TLS 1.1', async () => {
    await using served = await serveTls();
    dialTls(served.port, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect((await served.refused()).error).toMatchObject({ code: 'tls-version' });
  });

  it.each([
    ['plain HTTP', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['rubbish', Buffer.alloc(300, 0xaa)],
  ])('refuses %s, and goes on', async (_what, sent) => {
    await using served = await serveTls();
    const client = await dialTcp(served.port);
    client.write(sent);
    expect((await served.refused()).error).toMatchObject({ code: 'not-tls' });
    const good = dialTls(served.port);
    await served.accepted();
    good.destroy();
  });
});

/** The names of authorities in the CertificateRequest of a TLS 1.2 handshake, as they stand on the wire (RFC 5246 §7.4.4). */
function acceptableNames(heard: Buffer): Buffer {
  for (const [type, message] of handshakeMessages(heard)) {
    if (type !== 13) continue;
    const afterTypes = 1 + message.readUInt8(0);
    const afterAlgorithms = afterTypes + 2 + message.readUInt16BE(afterTypes);
    return message.subarray(afterAlgorithms + 2, afterAlgorithms + 2 + message.readUInt16BE(afterAlgorithms));
  }
  throw new Error('no certificate was asked for');
}

/** The messages of the handshake that are not encrypted (RFC 5246 §6.2.1, §7.4). */
function handshakeMessages(heard: Buffer): [type: number, message: Buffer][] {
  const fragments: Buffer[] = [];
  for (let at = 0; at + 5 <= heard.length && heard[at] === 22;) {
    const end = at + 5 + heard.readUInt16BE(at + 3);
    fragments.push(heard.subarray(at + 5, end));
    at = end;
  }
  const stream = Buffer.concat(fragments);
  const messages: [number, Buffer][] = [];
  for (let at = 0; at + 4 <= stream.length;) {
    const end = at + 4 + stream.readUIntBE(at + 1, 3);
    messages.push([stream.readUInt8(at), stream.subarray(at + 4, end)]);
    at = end;
  }
  return messages;
}

describe('a connection', () => {
  it('whose client says nothing ends in time', async () => {
    await using served = await serveTls({ handshakeTimeoutMs: 30 });
    const client = await dialTcp(served.port);
    const ended = closed(client);
    expect((await served.refused()).error).toMatchObject({ code: 'timeout' });
    await ended;
  });

  it('whose client dawdles, a byte now and then, ends in time', async () => {
    await using served = await serveTls({ handshakeTimeoutMs: 100 });
    const client = await dialTcp(served.port);
    const ended = closed(client);
    client.write(Buffer.of(22, 3, 1, 1, 0, 1, 0, 0, 252, 3, 3));
    const dripping = setInterval(() => client.write(Buffer.of(0)), 5);
    expect((await served.refused()).error).toMatchObject({ code: 'timeout' });
    clearInterval(dripping);
    await ended;
  });

  it.each(['end', 'resetAndDestroy'] as const)(
    'whose client leaves in the handshake (%s) is reported',
    async (leave) => {
      await using served = await serveTls();
      const client = await dialTcp(served.port);
      client[leave]();
      const { remote, error } = await served.refused();
      expect(error).toMatchObject({ code: 'closed' });
      expect(remote).toMatch(/^127\.0\.0\.1:\d+$/);
    },
  );

  it('gives way, when there are too many handshakes, if it is the oldest of them', async () => {
    await using served = await serveTls({ mostHandshakes: 2 });
    const [first, second] = [await dialTcp(served.port), await dialTcp(served.port)];
    const oldest = `127.0.0.1:${first.localPort}`;
    const firstClosed = closed(first);
    const good = dialTls(served.port);
    await served.accepted();
    await firstClosed;
    const { remote, error } = await served.refused();
    expect(error).toMatchObject({ code: 'too-many' });
    expect(remote).toBe(oldest);
    for (const socket of [second, good]) socket.destroy();
  });

  it('is refused when there are too many', async () => {
    await using served = await serveTls({ mostConnections: 1 });
    const first = dialTls(served.port);
    await served.accepted();
    const second = dialTls(served.port);
    expect((await served.refused()).error).toMatchObject({ code: 'too-many' });
    for (const socket of [first, second]) socket.destroy();
  });

  it('is refused for a chain of more than ten certificates', async () => {
    await using served = await serveTls();
    const chain = await makeLongChain(11);
    dialTls(served.port, clientOptions(chain)).resume();
    expect((await served.refused()).error).toMatchObject({ code: 'malformed-certificate' });
  });

  it('stays when the listener closes; one in its handshake goes', async () => {
    await using served = await serveTls();
    const client = dialTls(served.port);
    const socket = await served.accepted();
    const late = await dialTcp(served.port);
    const lateClosed = closed(late);
    await served.listener.close();
    await lateClosed;
    socket.write('still here');
    const [chunk] = await once(client, 'data');
    expect(String(chunk)).toBe('still here');
    const again = dialTls(served.port);
    await closed(again);
    client.destroy();
  });
});
