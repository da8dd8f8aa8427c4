import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { makeLeaf, makeRoot, noon } from '../../testing/certificates.ts';
import { serveTestHttps } from '../../testing/https.ts';
import type { TestHttps } from '../../testing/https.ts';
import { closed, dialTls, materialOf } from '../../testing/tls.ts';
import type { HttpsPost } from './client.ts';

const { signal } = new AbortController();

async function ask(post: HttpsPost, url: string, body = 'hello'): Promise<string> {
  const answer = await post(new URL(url), body, signal);
  return `${answer.status} ${await text(answer.body)}`;
}

/** Sends these bytes to a server of ours, and takes in what comes back until it hangs up. */
async function say({ listener, manager }: TestHttps, words: string): Promise<string> {
  const { certificatePem, keyPem } = materialOf(manager);
  const socket = dialTls(listener.port, { cert: certificatePem, key: keyPem });
  const heard: string[] = [];
  socket.setEncoding('latin1').on('data', (chunk: string) => heard.push(chunk));
  const end = closed(socket);
  socket.write(words);
  await end;
  return heard.join('');
}

describe('serveHttps', () => {
  it('tells its handler who asks, by the certificate', async () => {
    await using server = await serveTestHttps();
    expect(await ask(server.client(), server.url)).toBe(`200 ${'n'.repeat(25)} said hello`);
    expect(await ask(server.client({ material: () => undefined }), server.url)).toBe('200 undefined said hello');
    expect(server.refusals).toEqual([]);
  });

  it('takes a new root into account at the next connection', async () => {
    const fresh = await makeRoot();
    const roots = [fresh.certificate];
    await using server = await serveTestHttps({ roots: () => roots });
    await expect(ask(server.client(), server.url)).rejects.toMatchObject({ code: 'closed' });
    expect(server.refusals[0]?.error).toMatchObject({ code: 'unknown-authority' });
    roots.push(server.root.certificate);
    expect(await ask(server.client(), server.url)).toMatch(/^200/);
  });

  it('turns an expired certificate away before it reads a word', async () => {
    const handle = vi.fn<() => Promise<never>>();
    await using server = await serveTestHttps({ handle });
    const expired = materialOf(await makeLeaf(server.root, {}, { notAfter: noon - 1 }));
    await expect(ask(server.client({ material: () => expired }), server.url)).rejects.toMatchObject({
      code: 'closed',
    });
    expect(server.refusals[0]?.error).toMatchObject({ code: 'expired' });
    expect(handle).not.toHaveBeenCalled();
  });

  it('names no CAs in its handshake, for an engine would keep its certificate to itself', async () => {
    await using server = await serveTestHttps();
    const { certificatePem, keyPem } = materialOf(server.manager);
    const socket = dialTls(server.listener.port, {
      cert: certificatePem,
      key: keyPem,
      maxVersion: 'TLSv1.2',
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe(false);
    socket.end('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(await text(socket)).toContain(`${'n'.repeat(25)} said`);
  });

  it('answers one request to a connection, whatever the client would like', async () => {
    const handle = vi.fn<() => Promise<{ status: number; body: string }>>(async () => ({ status: 200, body: '' }));
    await using server = await serveTestHttps({ handle });
    const get = 'GET /path?query HTTP/1.1\r\nhost: x\r\nconnection: keep-alive\r\n\r\n';
    const heard = await say(server, get + get);
    expect(heard.match(/^HTTP\/1.1 200 OK\r$/gm)).toHaveLength(1);
    expect(heard).toContain('connection: close');
    expect(heard).toContain('content-type: application/json');
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('tells nobody but its owner what went wrong in it', async () => {
    const fault = new Error('a secret');
    await using server = await serveTestHttps({ handle: () => Promise.reject(fault) });
    expect(await ask(server.client(), server.url)).toBe('500 ');
    expect(server.errors).toEqual([fault]);
  });

  it('reads bodies up to its limit and no further', async () => {
    await using server = await serveTestHttps({ mostBodyBytes: 10 });
    expect(await ask(server.client(), server.url, 'x'.repeat(10))).toMatch(/^200/);
    expect(await ask(server.client(), server.url, 'x'.repeat(11))).toBe('413 ');
    const chunked = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(await say(server, `${chunked}ff\r\n${'x'.repeat(255)}\r\n`)).toMatch(/^HTTP\/1.1 413/);
    expect(server.errors).toEqual([]);
  });

  it.each([
    ['too many headers', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(17_000)}\r\n\r\n`, /^HTTP\/1.1 431/],
    ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400/],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400/],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', /^HTTP\/1.1 400/],
    ['a tunnel', 'CONNECT x:1 HTTP/1.1\r\nhost: x\r\n\r\n', /^$/],
  ])('refuses %s', async (_what, words, answer) => {
    await using server = await serveTestHttps();
    expect(await say(server, words)).toMatch(answer);
  });

  it.each([
    ['says nothing', ''],
    ['does not end its headers', 'POST / HTTP/1.1\r\nhost: x\r\n'],
    ['does not end its body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nbegun'],
  ])('hangs up on a client that %s', async (_what, words) => {
    await using server = await serveTestHttps({ exchangeTimeoutMs: 100 });
    expect(await say(server, words)).toBe('');
    expect(server.errors).toEqual([]);
  });

  it('hangs up on a client that its handler takes too long for', async () => {
    await using server = await serveTestHttps({ exchangeTimeoutMs: 100, handle: () => new Promise(() => undefined) });
    await expect(ask(server.client(), server.url)).rejects.toMatchObject({ code: 'closed' });
  });

  it('has no more connections than it was told', async () => {
    const begun = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    await using server = await serveTestHttps({
      mostConnections: 1,
      handle: async () => {
        begun.resolve();
        await go.promise;
        return { status: 200, body: 'done' };
      },
    });
    const first = ask(server.client(), server.url);
    await begun.promise;
    await expect(ask(server.client(), server.url)).rejects.toThrow();
    go.resolve();
    expect(await first).toBe('200 done');
    expect(server.refusals.map(({ error }) => error.message)).toEqual(['too many connections at a time']);
  });

  it('cuts everybody off when it closes', async () => {
    const begun = Promise.withResolvers<void>();
    await using server = await serveTestHttps({
      handle: () => {
        begun.resolve();
        return new Promise(() => undefined);
      },
    });
    const asking = expect(ask(server.client(), server.url)).rejects.toMatchObject({ code: 'closed' });
    await begun.promise;
    await server.listener.close();
    await asking;
  });
});
