import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ExternalCa } from '../../ca/cfssl/client.ts';
import { systemClock } from '../../clock/system-clock.ts';
import { systemEntropy } from '../../entropy/entropy.ts';
import { makeLeaf, makeRoot, makeServer, noon } from '../../testing/certificates.ts';
import type { Authority } from '../../testing/certificates.ts';
import { http, serveForeign } from '../../testing/https.ts';
import type { ForeignServer } from '../../testing/https.ts';
import { listenPlain } from '../../testing/grpc.ts';
import { materialOf } from '../../testing/tls.ts';
import { createRequest } from '../../x509/csr.ts';
import { httpsClient } from './client.ts';
import type { HttpsPost } from './client.ts';
import { checkReachable } from './reachable.ts';

const root = makeRoot();
const { signal: never } = new AbortController();

async function client(trusted?: Authority): Promise<HttpsPost> {
  const { certificate } = trusted ?? (await root);
  const material = materialOf(await makeLeaf(await root, { role: 'manager', nodeId: 'the-manager' }));
  return httpsClient({ roots: () => [certificate], material: () => material, now: () => noon });
}

async function post(url: string, body = '{}', signal = never): Promise<{ status: number; body: string }> {
  const answer = await (await client())(new URL(url), body, signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return { status: answer.status, body: Buffer.concat(chunks).toString() };
}

const at = ({ port }: ForeignServer, path = '/sign', host = '127.0.0.1'): string => `https://${host}:${port}${path}`;

async function foreign(say: (socket: TLSSocket, request: string) => void): Promise<ForeignServer> {
  return serveForeign(await root, say);
}

describe('httpsClient', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('posts JSON by HTTP/1.1, shows its certificate, and keeps no connection', async () => {
    await using server = await serveForeign(await root, (socket) => socket.end(http(200, 'hello')), {
      requestCert: true,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    expect(await post(at(server, '/a/path?query'), '{"a":"ü"}')).toEqual({ status: 200, body: 'hello' });
    const [head = '', body] = (server.heard[0] ?? '').split('\r\n\r\n');
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([
        'POST /a/path?query HTTP/1.1',
        `host: 127.0.0.1:${server.port}`,
        'content-type: application/json',
        'Content-Length: 10',
        'Connection: close',
      ]),
    );
    expect(body).toBe('{"a":"ü"}');
    await server.left();
    const [socket] = server.sockets;
    expect(socket?.alpnProtocol).toBe(false);
  });

  it('knows a server by name or by address', async () => {
    await using server = await foreign((socket) => socket.end(http(200, 'x')));
    expect(await post(at(server))).toMatchObject({ status: 200 });
    const material = materialOf(await makeServer(await root, ['localhost']));
    const named = { cert: material.certificatePem, key: material.keyPem };
    await using other = await serveForeign(await root, (socket) => socket.end(http(200, 'x')), named);
    expect(await post(at(other, '/', 'localhost'))).toMatchObject({ status: 200 });
    await expect(post(at(other))).rejects.toMatchObject({ code: 'host-name' });
    expect(other.heard.slice(1).join('')).toBe('');
  });

  it('sends nothing to a server of another CA', async () => {
    await using server = await foreign((socket) => socket.end(http(200)));
    const stranger = await client(await makeRoot());
    await expect(stranger(new URL(at(server)), 'secret', never)).rejects.toMatchObject({ code: 'unknown-authority' });
    await server.left();
    expect(server.heard.join('')).toBe('');
  });

  it('passes over proxies that the environment names', async () => {
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:1');
    await using server = await foreign((socket) => socket.end(http(200, 'direct')));
    expect(await post(at(server))).toMatchObject({ body: 'direct' });
  });

  it('speaks nothing but HTTPS', async () => {
    await expect(post('http://127.0.0.1:1/')).rejects.toThrow('invalid HTTP scheme');
  });

  it.each([
    [307, 'POST', '{"a":1}'],
    [308, 'POST', '{"a":1}'],
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
  ])('follows %d with a %s', async (status, method, body) => {
    await using target = await foreign((socket) => socket.end(http(200, 'there')));
    await using server = await foreign((socket) => socket.write(http(status, 'moved', `location: ${at(target)}\r\n`)));
    expect(await post(at(server), '{"a":1}')).toEqual({ status: 200, body: 'there' });
    expect(target.heard[0]).toMatch(new RegExp(`^${method} /sign HTTP`));
    expect(target.heard[0]?.split('\r\n\r\n')[1]).toBe(body);
    await server.left();
  });

  it('follows a path, and gives up after ten requests', async () => {
    await using server = await foreign((socket, request) => {
      const number = Number(/^POST \/(-?\d+)/.exec(request)?.[1]);
      socket.end(number < 9 ? http(307, '', `location: ${number + 1}\r\n`) : http(200, `number ${number}`));
    });
    expect(await post(at(server, '/0'))).toMatchObject({ body: 'number 9' });
    expect(server.heard).toHaveLength(10);
    await expect(post(at(server, '/-1'))).rejects.toThrow('stopped after 10 redirects');
  });

  it('goes nowhere but to HTTPS, and takes a redirect to nowhere as an answer', async () => {
    await using server = await foreign((socket, request) => {
      const path = /^POST (\S+)/.exec(request)?.[1];
      const headers = { '/plain': 'location: http://127.0.0.1:1/\r\n', '/bad': 'location: https://[\r\n' }[path ?? ''];
      socket.end(http(307, 'where?', headers));
    });
    await expect(post(at(server, '/plain'))).rejects.toThrow('invalid HTTP scheme');
    await expect(post(at(server, '/bad'))).rejects.toThrow('failed to parse Location header');
    expect(await post(at(server, '/none'))).toEqual({ status: 307, body: 'where?' });
  });

  it.each([
    ['no HTTP', 'SSH-2.0-x\r\n', 'not-http'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(20_000)}`, 'not-http'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n', 'not-http'],
    ['nothing', '', 'closed'],
  ])('fails when a server answers with %s', async (_what, words, code) => {
    await using server = await foreign((socket) => socket.end(words));
    await expect(post(at(server))).rejects.toMatchObject({ code });
    await server.left();
  });

  it('fails when a body breaks off', async () => {
    await using server = await foreign((socket) => socket.end(http(200, 'long').slice(0, -1)));
    await expect(post(at(server))).rejects.toThrow('aborted');
  });

  it.each(['', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nbegun'])(
    'is cut off by its signal after %j, and hangs up',
    async (words) => {
      await using server = await foreign((socket) => socket.write(words));
      const abort = new AbortController();
      const answering = post(at(server), '{}', abort.signal);
      const failure = expect(answering).rejects.toThrow();
      await vi.waitFor(() => expect(server.heard[0]).toContain('{}'));
      abort.abort(new Error('enough'));
      await failure;
      await server.left();
    },
  );

  it('hangs up when nobody wants the rest', async () => {
    await using server = await foreign((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const flood = (): void => void (socket.writable && socket.write('x'.repeat(65_536), () => setImmediate(flood)));
      flood();
    });
    const answer = await (await client())(new URL(at(server)), '{}', never);
    for await (const chunk of answer.body) if (chunk.length > 0) break;
    await server.left();
  });
});

describe('ExternalCa over HTTPS', () => {
  const request = {
    csr: createRequest(systemEntropy.newKey()),
    identity: { nodeId: 'n', organization: 'o', role: 'worker' },
  } as const;

  it('AC-085 gives up on a server that never answers', async () => {
    await using server = await foreign(() => undefined);
    const urls = [at(server)];
    const realTime = systemClock;
    const signer = new ExternalCa({ urls, intermediates: '', post: await client(), realTime, timeoutMs: 100 });
    await expect(signer.sign(request)).rejects.toMatchObject({
      code: 'recoverable',
      message: `unable to perform certificate signing request: Post "${urls[0]}": context deadline exceeded`,
    });
    await server.left();
  });

  it('AC-085 gives up on a port that never even speaks TLS, and takes the next', async () => {
    const silent = await listenPlain(() => undefined);
    await using server = await foreign((socket) =>
      socket.end(http(200, '{"success":true,"result":{"certificate":"signed"}}')),
    );
    const urls = [`https://127.0.0.1:${silent.port}`, at(server)];
    const realTime = systemClock;
    const signer = new ExternalCa({ urls, intermediates: '', post: await client(), realTime, timeoutMs: 200 });
    expect(await signer.sign(request)).toBe('signed');
    await silent.close();
  });

  it('says where nobody listens', async () => {
    const silent = await listenPlain(() => undefined);
    await silent.close();
    const urls = [`https://127.0.0.1:${silent.port}/sign`];
    const signer = new ExternalCa({ urls, intermediates: '', post: await client(), realTime: systemClock });
    await expect(signer.sign(request)).rejects.toThrow(
      `Post "${urls[0]}": dial tcp 127.0.0.1:${silent.port}: connect: connection refused`,
    );
  });
});

describe('checkReachable', () => {
  const check = async (url: string, trusted?: Authority): Promise<void> => {
    const material = materialOf(await makeLeaf(await root, { role: 'manager' }));
    return checkReachable(url, {
      roots: [(trusted ?? (await root)).certificate],
      now: noon,
      material,
      timeoutMs: 200,
    });
  };

  it('shakes hands with any HTTPS server of the right CA, and asks nothing', async () => {
    await using server = await foreign(() => undefined);
    await check(at(server));
    await server.left();
    expect(server.heard.join('')).toBe('');
  });

  it('does not notice in TLS 1.3 that its certificate is refused', async () => {
    const ca = (await makeRoot()).pem;
    await using server = await serveForeign(await root, () => undefined, { requestCert: true, ca });
    await check(at(server));
  });

  it.each([
    ['http://127.0.0.1/', 'invalid HTTP scheme'],
    ['127.0.0.1:8888', 'the URL of the external CA cannot be read'],
    ['ca.example:8888/sign', 'invalid HTTP scheme'],
  ])('refuses %s: %s', async (url, message) => {
    await expect(check(url)).rejects.toThrow(message);
  });

  it('refuses a server of another CA, one of another name, and one that never speaks', async () => {
    await using server = await foreign(() => undefined);
    await expect(check(at(server), await makeRoot())).rejects.toMatchObject({ code: 'unknown-authority' });
    const material = materialOf(await makeServer(await root, ['127.0.0.2']));
    const elsewhere = { cert: material.certificatePem, key: material.keyPem };
    await using other = await serveForeign(await root, () => undefined, elsewhere);
    await expect(check(at(other))).rejects.toThrow('x509: certificate is valid for 127.0.0.2, not 127.0.0.1');
    const silent = await listenPlain(() => undefined);
    await expect(check(`https://127.0.0.1:${silent.port}`)).rejects.toMatchObject({ code: 'timeout' });
    await silent.close();
    await expect(check(`https://127.0.0.1:${silent.port}`)).rejects.toMatchObject({
      code: 'refused',
      expected: 'an external CA listening there',
    });
  });

  it('is given up by its signal', async () => {
    const silent = await listenPlain(() => undefined);
    const abort = new AbortController();
    const checking = checkReachable(`https://127.0.0.1:${silent.port}`, {
      roots: [],
      now: noon,
      material: materialOf(await makeLeaf(await root)),
      signal: abort.signal,
    });
    abort.abort();
    await expect(checking).rejects.toMatchObject({ code: 'canceled' });
    await silent.close();
  });
});
